/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thread and the jobs that wait for it: the lowest level first, within a level in order. */

#define TL_QUEUE_LEVELS 4 /* TlJobPriority, then closing */

typedef struct _TlQueue TlQueue;
typedef void (*TlQueueFunc) (gpointer data);

TlQueue *tl_queue_new (const char *name);
/* FALSE once tl_queue_finish() was called: @func will not run. */
gboolean tl_queue_push (TlQueue *queue, guint level, TlQueueFunc func, gpointer data);
/* Runs @func on the thread once no job has come for @pause milliseconds, and again as long as it answers TRUE; a job that
 * comes meanwhile goes before the next time. One at a time; what waits when the queue is finished is dropped. */
typedef gboolean (*TlQueueIdle) (gpointer data);
void tl_queue_when_idle (TlQueue *queue, guint pause, TlQueueIdle func, gpointer data);
gboolean tl_queue_is_own_thread (TlQueue *queue);
/* Takes no more jobs, runs those that wait, then @last, and waits for the thread to end. On the own thread
 * @last runs at once and the thread ends after its present job. */
void tl_queue_finish (TlQueue *queue, TlQueueFunc last, gpointer data);
void tl_queue_free (TlQueue *queue);

G_END_DECLS
