/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Wrong passphrases and codes, counted outside the vault, since nobody without a key can write into it: a line beside
 * the incarnation mark, under the file id, without a secret in it. The next opening notes it in the journal
 * ("wrong-passphrase") and begins anew. Whoever can write the user's files can remove or shorten the count; that it is
 * gone is noted too, and what was tried on a copy elsewhere is not counted anywhere. */

typedef struct
{
  guint count;
  gint64 first; /* UTC seconds */
  gint64 last;
} TlTries;

/* One more on the locked vault at @path. */
void tl_tries_add (const char *path);
/* What was counted; zeros when nothing was. */
void tl_tries_read (const char *path, TlTries *tries);
/* Seconds that a window waits before it lets the next one be tried: none up to three, then 2, 4, 8 … 60. */
guint tl_tries_wait (const TlTries *tries, gint64 now);

G_END_DECLS
