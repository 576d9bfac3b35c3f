/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles that a trusted device signed and that are wrong all the same: made here by hand from a good one. */

#include <sodium.h>
#include <string.h>

#include "fixture.h"
#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/container.h"
#include "sync/file.h"

typedef struct
{
  const char *tag; /* section to change, NULL: none */
  const char *from;
  const char *to;
  const char *drop; /* section to leave out */
} Edit;

/* In a section's text every @from becomes @to. */
static char *
edited (const guint8 *data, gsize size, const Edit *edit, gsize *new_size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) parts = g_strsplit (text, edit->from, -1);
  char *joined = g_strjoinv (edit->to, parts);

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  *new_size = strlen (joined);
  return joined;
}

/* Opens @path at HY, changes it, signs it with DC's own key, seals it to HY. */
static char *
forge (Fixture *fixture, const char *path, const char *name, const Edit *edit)
{
  static const char *const tags[] = {"MANI", "LINK", "MONY", "STAT"};
  g_autoptr (GError) error = NULL;
  g_autoptr (TlIdentity) dc = tl_identity_load (fixture->dc, &error);
  g_autoptr (TlIdentity) hy = tl_identity_load (fixture->hy, &error);
  g_autoptr (GBytes) file = read_file (path);
  g_autoptr (TlContainer) container = tl_bundle_unseal (hy, file, TL_CONTAINER_BUNDLE, &error);
  g_autoptr (GBytes) inner = NULL;
  g_autoptr (GBytes) sealed = NULL;
  GByteArray *copy = tl_container_new (TL_CONTAINER_BUNDLE, &container->sender, container->recipients, container->n_recipients);
  guint8 hash[TL_CONTENT_HASH_BYTES];

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      const guint8 *data;
      gsize size;

      g_assert_true (tl_container_section (container, tags[i], &data, &size));
      if (edit->drop != NULL && strcmp (tags[i], edit->drop) == 0)
        continue;
      if (edit->tag != NULL && strcmp (tags[i], edit->tag) == 0)
        {
          gsize new_size;
          g_autofree char *text = edited (data, size, edit, &new_size);

          tl_container_add (copy, tags[i], text, new_size);
        }
      else
        tl_container_add (copy, tags[i], data, size);
    }
  inner = tl_container_finish (copy, dc->sign_secret, hash);
  sealed = tl_bundle_seal (inner, hy->card.box_public, 1, &error);
  g_assert_no_error (error);
  return write_file (fixture, name, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
}

static gint64
sum (Fixture *fixture)
{
  return count (fixture->hy, "SELECT sum (amount) FROM sync_money");
}

static void
test_same_number_other_content (Fixture *fixture, gconstpointer data)
{
  const Edit edit = {"MONY", "400000", "900000", NULL};
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *forged = forge (fixture, path, "forged.tlb", &edit);
  g_autofree char *second = NULL;

  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  g_assert_cmpint (apply (fixture, fixture->hy, forged, NULL), ==, TL_SYNC_ERROR_TAMPERED);
  g_assert_cmpint (sum (fixture), ==, 400000);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_bundle WHERE state = 'refused' AND reason = 13"), ==, 1);
  /* Also when the stream has gone on. */
  second = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, second, NULL), ==, 0);
  g_assert_cmpint (apply (fixture, fixture->hy, forged, NULL), ==, TL_SYNC_ERROR_TAMPERED);
  g_assert_cmpint (sum (fixture), ==, 400000);
}

static void
test_wrong_previous (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first_id = NULL;
  g_autofree char *first = make (fixture, &first_id);
  g_autofree char *second = make (fixture, NULL);
  const Edit edit = {"MANI", first_id, "abababababababababababababababababababababababababababababababab", NULL};
  g_autofree char *forged = forge (fixture, second, "forged.tlb", &edit);

  g_assert_cmpint (apply (fixture, fixture->hy, first, NULL), ==, 0);
  g_assert_cmpint (apply (fixture, fixture->hy, forged, NULL), ==, TL_SYNC_ERROR_TAMPERED);
  g_assert_cmpint (apply (fixture, fixture->hy, second, NULL), ==, 0);
}

static void
test_newer_schema (Fixture *fixture, gconstpointer data)
{
  const Edit edit = {"MANI", "\"schema\":1", "\"schema\":2", NULL};
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *forged = forge (fixture, path, "forged.tlb", &edit);
  g_autofree char *before = dump (fixture->hy);
  g_autofree char *after = NULL;

  g_assert_cmpint (apply (fixture, fixture->hy, forged, NULL), ==, TL_SYNC_ERROR_NEWER);
  after = dump (fixture->hy);
  g_assert_cmpstr (before, ==, after);
}

/* What a manifest or a section must not be: refused before anything is looked up. */
static void
test_unsound_inside (Fixture *fixture, gconstpointer data)
{
  static const Edit edits[] = {
      {"MANI", "\"number\":1", "\"number\":0", NULL},
      {"MANI", "\"number\":1", "\"number\":\"1\"", NULL},
      {"MANI", "\"number\":1", "\"number\":-1", NULL},
      {"MANI", "\"number\":1", "\"number\":2", NULL},
      {"MANI", "\"stream\":1", "\"stream\":99999999999999999", NULL},
      {"MANI", "\"site\":\"DC\"", "\"site\":\"DT\"", NULL},
      {"MANI", "\"journal\"", "\"diary\"", NULL},
      {"MANI", "\"head\":{", "\"head\":[{", NULL},
      {"MANI", "\"sequence\":", "\"sequence\":9", NULL},
      {"MONY", "\"lines\"", "\"linen\"", NULL},
      {"STAT", "{", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[", NULL},
      {NULL, NULL, NULL, "LINK"},
      {NULL, NULL, NULL, "MONY"},
      {NULL, NULL, NULL, "MANI"},
  };
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *before = dump (fixture->hy);
  g_autofree char *after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *forged = forge (fixture, path, "forged.tlb", &edits[i]);

      g_test_message ("edit %u", i);
      g_assert_cmpint (apply (fixture, fixture->hy, forged, NULL), ==, TL_SYNC_ERROR_TAMPERED);
    }
  after = dump (fixture->hy);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
}

/* A row that breaks a rule is kept apart; the others apply. */
static void
test_bad_row_is_kept_apart (Fixture *fixture, gconstpointer data)
{
  const Edit *edit = data;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *other = put_line (fixture, "2026-03-07", 70000);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *forged = forge (fixture, path, "forged.tlb", edit);

  g_assert_cmpint (apply (fixture, fixture->hy, forged, NULL), ==, 0);
  g_assert_cmpint (sum (fixture), ==, 70000);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_quarantine"), ==, 1);
}

static const Edit bad_rows[] = {
    {"MONY", "\"amount\":400000", "\"amount\":\"400000\"", NULL},
    {"MONY", "\"amount\":400000", "\"amount\":999999999999999999", NULL},
    {"MONY", "\"date\":\"2026-03-06\"", "\"date\":\"2026-02-30\"", NULL},
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/sync/hostile/same-number-other-content-is-an-alarm", test_same_number_other_content);
  TEST ("/sync/hostile/wrong-previous-is-an-alarm", test_wrong_previous);
  TEST ("/sync/hostile/newer-schema-says-update", test_newer_schema);
  TEST ("/sync/hostile/unsound-inside-is-refused", test_unsound_inside);
  for (guint i = 0; i < G_N_ELEMENTS (bad_rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("/sync/hostile/bad-row-is-kept-apart/%u", i);

      g_test_add (name, Fixture, &bad_rows[i], fixture_set_up, test_bad_row_is_kept_apart, fixture_tear_down);
    }
  return g_test_run ();
}
