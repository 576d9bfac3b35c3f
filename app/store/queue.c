/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/queue.h"

#include "vault/vault.h"

typedef struct
{
  TlQueueFunc func;
  gpointer data;
} Job;

/* Shared by the owner and the thread: the owner may go while the thread still ends its last job. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  GQueue levels[TL_QUEUE_LEVELS];
  TlQueueIdle idle; /* NULL: nothing to do in a pause */
  gpointer idle_data;
  gint64 pause;     /* microseconds without a job that make a pause */
  gint64 job_ended; /* the last one */
  gboolean finishing;
} Shared;

struct _TlQueue
{
  Shared *shared;
  GThread *thread;
};

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  g_mutex_clear (&shared->mutex);
  g_cond_clear (&shared->cond);
}

static Job *
take_job (Shared *shared)
{
  for (guint i = 0; i < TL_QUEUE_LEVELS; i++)
    {
      Job *job = g_queue_pop_head (&shared->levels[i]);

      if (job != NULL)
        return job;
    }

  return NULL;
}

/* One slice in a pause. */
static void
run_idle_locked (Shared *shared)
{
  TlQueueIdle idle = g_steal_pointer (&shared->idle);
  gpointer data = shared->idle_data;
  gboolean more;

  g_mutex_unlock (&shared->mutex);
  more = idle (data);
  g_mutex_lock (&shared->mutex);
  if (more && shared->idle == NULL)
    shared->idle = idle;
}

static gpointer
run_thread (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->mutex);
  while (TRUE)
    {
      g_autofree Job *job = take_job (shared);

      if (job == NULL && shared->finishing)
        break;
      if (job == NULL)
        {
          gint64 from = shared->job_ended + shared->pause;

          if (shared->idle == NULL)
            g_cond_wait (&shared->cond, &shared->mutex);
          else if (from > g_get_monotonic_time ())
            g_cond_wait_until (&shared->cond, &shared->mutex, from);
          else
            run_idle_locked (shared);
          continue;
        }
      g_mutex_unlock (&shared->mutex);
      job->func (job->data);
      g_mutex_lock (&shared->mutex);
      shared->job_ended = g_get_monotonic_time ();
    }
  g_mutex_unlock (&shared->mutex);
  g_atomic_rc_box_release_full (shared, shared_clear);
  /* The C library keeps the stack of a thread that has ended for the next one. */
  tl_memory_wipe_stack (TL_MEMORY_DEEP);

  return NULL;
}

static void
push_locked (Shared *shared, guint level, TlQueueFunc func, gpointer data)
{
  Job *job = g_new (Job, 1);

  job->func = func;
  job->data = data;
  g_queue_push_tail (&shared->levels[level], job);
  g_cond_signal (&shared->cond);
}

TlQueue *
tl_queue_new (const char *name)
{
  TlQueue *queue = g_new0 (TlQueue, 1);

  queue->shared = g_atomic_rc_box_new0 (Shared);
  g_mutex_init (&queue->shared->mutex);
  g_cond_init (&queue->shared->cond);
  queue->thread = g_thread_new (name, run_thread, g_atomic_rc_box_acquire (queue->shared));

  return queue;
}

gboolean
tl_queue_push (TlQueue *queue, guint level, TlQueueFunc func, gpointer data)
{
  gboolean taken;

  g_mutex_lock (&queue->shared->mutex);
  taken = !queue->shared->finishing;
  if (taken)
    push_locked (queue->shared, level, func, data);
  g_mutex_unlock (&queue->shared->mutex);

  return taken;
}

void
tl_queue_when_idle (TlQueue *queue, guint pause, TlQueueIdle func, gpointer data)
{
  g_mutex_lock (&queue->shared->mutex);
  queue->shared->pause = (gint64)pause * 1000;
  queue->shared->idle = func;
  queue->shared->idle_data = data;
  g_cond_signal (&queue->shared->cond);
  g_mutex_unlock (&queue->shared->mutex);
}

gboolean
tl_queue_is_own_thread (TlQueue *queue)
{
  return queue->thread != NULL && g_thread_self () == queue->thread;
}

void
tl_queue_finish (TlQueue *queue, TlQueueFunc last, gpointer data)
{
  gboolean own = tl_queue_is_own_thread (queue);

  g_mutex_lock (&queue->shared->mutex);
  if (queue->shared->finishing)
    {
      g_mutex_unlock (&queue->shared->mutex);
      return;
    }
  queue->shared->finishing = TRUE;
  if (!own)
    push_locked (queue->shared, TL_QUEUE_LEVELS - 1, last, data);
  g_mutex_unlock (&queue->shared->mutex);

  if (own)
    {
      last (data);
      g_thread_unref (g_steal_pointer (&queue->thread));
    }
  else
    {
      /* Until it has ended the thread must go on knowing itself: its last jobs may call the store. */
      g_thread_join (queue->thread);
      queue->thread = NULL;
    }
}

void
tl_queue_free (TlQueue *queue)
{
  if (queue == NULL)
    return;
  g_assert (queue->thread == NULL);
  g_atomic_rc_box_release_full (queue->shared, shared_clear);
  g_free (queue);
}
