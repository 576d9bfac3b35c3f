/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

static gpointer
save_many (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 25; i++)
    {
      g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
      g_autoptr (TlRecord) loaded = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), NULL);

      g_assert_nonnull (loaded);
    }

  return NULL;
}

static void
test_two_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GThread *first = g_thread_new ("first", save_many, fixture);
  GThread *second = g_thread_new ("second", save_many, fixture);

  g_thread_join (first);
  g_thread_join (second);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, &error), ==, 50);
  tl_journal_verify (fixture->store, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GMainLoop *loop;
  GString *order;
  guint waiting;
  GThread *thread;
  GMutex gate;
} Watch;

static gpointer
wait_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Watch *watch = data;

  watch->thread = g_thread_self ();
  g_mutex_lock (&watch->gate);
  g_mutex_unlock (&watch->gate);

  return NULL;
}

typedef struct
{
  Watch *watch;
  char letter;
} Letter;

static gpointer
letter_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Letter *letter = data;

  g_string_append_c (letter->watch->order, letter->letter);

  return g_strdup ("done");
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = tl_store_call_finish (TL_STORE (source), result, &error);
  Watch *watch = data;

  g_assert_no_error (error);
  g_assert_true (watch->thread != g_thread_self ());
  if (--watch->waiting == 0)
    g_main_loop_quit (watch->loop);
}

static void
test_priority (Fixture *fixture, gconstpointer data)
{
  Watch watch = {g_main_loop_new (NULL, FALSE), g_string_new (NULL), 4, NULL, {0}};
  Letter letters[] = {{&watch, 'b'}, {&watch, 'n'}, {&watch, 't'}};

  g_mutex_init (&watch.gate);
  g_mutex_lock (&watch.gate);
  tl_store_call_async (fixture->store, TL_JOB_NORMAL, wait_job, &watch, NULL, NULL, NULL, done_cb, &watch);
  tl_store_call_async (fixture->store, TL_JOB_BACKGROUND, letter_job, &letters[0], NULL, g_free, NULL, done_cb, &watch);
  tl_store_call_async (fixture->store, TL_JOB_NORMAL, letter_job, &letters[1], NULL, g_free, NULL, done_cb, &watch);
  tl_store_call_async (fixture->store, TL_JOB_TYPING, letter_job, &letters[2], NULL, g_free, NULL, done_cb, &watch);
  /* Let the thread take the first; the others queue behind it. */
  g_usleep (50000);
  g_mutex_unlock (&watch.gate);
  g_main_loop_run (watch.loop);
  g_assert_cmpstr (watch.order->str, ==, "tnb");
  g_string_free (watch.order, TRUE);
  g_main_loop_unref (watch.loop);
  g_mutex_clear (&watch.gate);
}

typedef struct
{
  guint count;
  guint of_null;
  GThread *thread;
} Heard;

static void
changed_cb (TlStore *store, guint type, const char *id, gpointer data)
{
  Heard *heard = data;

  heard->count++;
  heard->of_null += id == NULL;
  g_assert_true (g_thread_self () == heard->thread);
}

static gboolean
save_300 (TlStore *store, gpointer data, GError **error)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (TlRecord) room = tl_record_new (TL_TYPE_ROOM);

      tl_record_set_text (room, TL_ROOM_NAME, "Phòng");
      tl_record_set_int (room, TL_ROOM_BEDS, 2);
      if (!tl_store_save (store, room, error))
        return FALSE;
    }

  return TRUE;
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = NULL;
  Heard heard = {0, 0, g_thread_self ()};

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), &heard);
  person = fixture_person (fixture, "Hoa", NULL);
  g_assert_cmpuint (heard.count, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (heard.count, ==, 1);
  tl_store_transaction (fixture->store, save_300, NULL, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (heard.count, ==, 2);
  g_assert_cmpuint (heard.of_null, ==, 1);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tl_store_call_finish (TL_STORE (source), result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  *(gboolean *)data = TRUE;
}

static gpointer
save_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_store_save (store, data, error);
  return NULL;
}

static void
test_close_drains (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (TlRecord) loaded = NULL;
  gboolean told = FALSE;

  tl_record_set_text (person, TL_PERSON_ALIAS, "Hoa");
  tl_record_set_text (person, TL_PERSON_SEX, "female");
  tl_store_call_async (fixture->store, TL_JOB_BACKGROUND, save_job, person, NULL, NULL, NULL, NULL, NULL);
  tl_store_close (fixture->store);
  tl_store_close (fixture->store);
  g_assert_false (tl_store_save (fixture->store, person, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  tl_store_call_async (fixture->store, TL_JOB_NORMAL, save_job, person, NULL, NULL, NULL, closed_cb, &told);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_true (told);
  fixture_reopen (fixture);
  loaded = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/threads/two-save-at-once", test_two_threads);
  fixture_add ("/store/threads/typing-goes-first", test_priority);
  fixture_add ("/store/threads/changes-are-told-on-the-opener-s-thread", test_changed);
  fixture_add ("/store/threads/closing-finishes-what-waits", test_close_drains);

  return g_test_run ();
}
