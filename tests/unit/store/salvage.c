/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Verifying and salvaging registers with real damage at many places. */

#include "fixture.h"

#include "demo/demo.h"
#include "store/salvage.h"
#include "store/trees.h"
#include "store/verify.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define HEADER 32768
#define STRIDE 4136

/* --- What a register holds --- */

/* One line a record: type, id and all values. */
static void
add_records (TlStore *store, TlType type, GHashTable *lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = tl_store_list (store, type, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      TlRecord *record = records->pdata[i];
      g_autoptr (JsonObject) object = tl_record_to_json (record, FALSE);
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

      json_node_set_object (node, object);
      g_hash_table_insert (lines, g_strdup (tl_record_id (record)), json_to_string (node, FALSE));
    }
}

static GHashTable *
all_records (TlStore *store)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint type = 0; type < TL_N_TYPES; type++)
    add_records (store, (TlType)type, lines);

  return lines;
}

/* --- Which page holds which record --- */

typedef struct
{
  TlRawPages *pages;
  GHashTable *homes;      /* record id → GArray of its pages (leaf and overflow) */
  GHashTable *of_entries; /* record id → GArray of the pages of its entries */
  gboolean entries;
  GArray *now;
  guint32 page;
} Homes;

static void
overflow_cb (guint32 page, gpointer data)
{
  g_array_append_val (((Homes *)data)->now, page);
}

static void
home_cb (const TlRow *row, gpointer data)
{
  Homes *homes = data;
  GArray *pages = homes->now;

  g_array_append_val (pages, homes->page);
  homes->now = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (homes->entries)
    {
      g_autofree char *id = row->values[6].type == SQLITE_TEXT ? g_strndup ((const char *)row->values[6].bytes, row->values[6].length) : NULL;
      GArray *before = id != NULL ? g_hash_table_lookup (homes->of_entries, id) : NULL;

      if (before != NULL)
        g_array_append_vals (before, pages->data, pages->len);
      else if (id != NULL)
        g_hash_table_insert (homes->of_entries, g_strdup (id), g_array_ref (pages));
      g_array_unref (pages);
    }
  else if (row->values[0].type == SQLITE_TEXT)
    g_hash_table_insert (homes->homes, g_strndup ((const char *)row->values[0].bytes, row->values[0].length), pages);
  else
    g_array_unref (pages);
}

static void
page_cb (TlTrees *trees, guint number, guint32 page, const guint8 *bytes, gpointer data)
{
  Homes *homes = data;
  TlTree *tree = trees->trees->pdata[number];

  homes->page = page;
  homes->entries = g_str_equal (tree->name, "entry");
  if (!tree->index && (homes->entries || tl_type_by_name (tree->name) != NULL))
    tl_page_rows (homes->pages, page, bytes, home_cb, overflow_cb, homes);
}

static TlVault *
look (const char *path)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault = tl_vault_unlock_for_reading (path, NULL, PASSPHRASE, NULL, &error);

  g_assert_no_error (error);
  return vault;
}

static GHashTable *
find_homes (const char *path, guint32 *pages, GHashTable **of_entries)
{
  g_autoptr (TlVault) vault = look (path);
  g_autoptr (TlRawPages) raw = tl_raw_pages_new (vault, TRUE, NULL);
  Homes homes = {raw, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref),
                 g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref), FALSE,
                 g_array_new (FALSE, FALSE, sizeof (guint32)), 0};
  g_autoptr (TlTrees) trees = tl_trees_new (raw, NULL, page_cb, &homes);

  g_assert_cmpuint (trees->lost->len, ==, 0);
  g_assert_false (trees->schema_lost);
  *pages = trees->pages;
  g_array_unref (homes.now);
  *of_entries = homes.of_entries;

  return homes.homes;
}

static gboolean
is_hit (GArray *pages, GArray *damaged)
{
  for (guint i = 0; i < pages->len; i++)
    for (guint j = 0; j < damaged->len; j++)
      if (g_array_index (pages, guint32, i) == g_array_index (damaged, guint32, j))
        return TRUE;

  return FALSE;
}

/* --- Damage --- */

static void
put (const char *path, const char *bytes, gsize length)
{
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
}

static void
damage (char *bytes, guint32 page, GRand *random)
{
  char *block = bytes + HEADER + (gsize)(page - 1) * STRIDE;

  if (g_rand_boolean (random))
    memset (block, 0, STRIDE);
  else
    block[g_rand_int_range (random, 0, STRIDE)] ^= 0x21;
}

static TlStore *
open_salvaged (const char *path)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault = tl_vault_unlock (path, NULL, PASSPHRASE, &error);
  TlStore *store;

  g_assert_no_error (error);
  store = tl_store_open (vault, &error);
  g_assert_no_error (error);

  return store;
}

static gboolean
verify_store (TlStore *store, TlVerify *verify)
{
  g_autoptr (GError) error = NULL;

  tl_store_slices (store, tl_verify_slice, verify, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return tl_verify_is_whole (verify);
}

static guint
rounds (guint usual)
{
  const char *text = g_getenv ("TAMLANH_SALVAGES");

  return text != NULL ? (guint)atoi (text) : usual;
}

typedef struct
{
  Fixture *fixture;
  char *bytes;
  gsize length;
  GHashTable *before;
  GHashTable *homes, *of_entries;
  guint32 pages;
  guint missing; /* over all rounds */
} Ground;

static void
ground_init (Ground *ground, Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  ground->fixture = fixture;
  tl_clock_set_for_test (fixture_time ("2026-03-20T09:00:00+07:00"));
  tl_support_attach (fixture->store);
  g_assert_true (tl_rates_install (fixture->store, &error));
  tl_demo_fill (fixture->store, 12, 5, &error);
  g_assert_no_error (error);
  ground->before = all_records (fixture->store);
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &ground->bytes, &ground->length, NULL));
  ground->homes = find_homes (fixture->path, &ground->pages, &ground->of_entries);
  ground->missing = 0;
  g_assert_cmpuint (g_hash_table_size (ground->homes), ==, g_hash_table_size (ground->before));
}

static void
ground_clear (Ground *ground)
{
  put (ground->fixture->path, ground->bytes, ground->length);
  g_hash_table_unref (ground->before);
  g_hash_table_unref (ground->homes);
  g_hash_table_unref (ground->of_entries);
  g_free (ground->bytes);
}

/* Everything whose row or whose entries lie in undamaged pages is there and says what it said. */
static void
compare (Ground *ground, TlStore *store, GArray *damaged, guint64 seed)
{
  g_autoptr (GHashTable) after = all_records (store);
  GHashTableIter iter;
  gpointer id, line;

  g_hash_table_iter_init (&iter, ground->before);
  while (g_hash_table_iter_next (&iter, &id, &line))
    {
      const char *now = g_hash_table_lookup (after, id);
      gboolean hit = is_hit (g_hash_table_lookup (ground->homes, id), damaged);
      gboolean both = hit && is_hit (g_hash_table_lookup (ground->of_entries, id), damaged);

      /* Lost, or known in an older state only, is what lost its row and an entry as well. */
      if (now == NULL || strcmp (now, line) != 0)
        {
          if (!both)
            g_error ("%.300s\nwas %.300s: its %s; seed %" G_GUINT64_FORMAT, now != NULL ? now : "(lost)", (char *)line,
                     hit ? "entries are whole" : "row is whole", seed);
          ground->missing++;
        }
    }
}

static void
one_round (Ground *ground, guint64 seed, guint how_many, guint32 first)
{
  g_autofree char *bytes = g_memdup2 (ground->bytes, ground->length);
  g_autofree char *path = g_build_filename (ground->fixture->folder, "hong.tamlanh", NULL);
  g_autofree char *saved = g_build_filename (ground->fixture->folder, "cuu.tamlanh", NULL);
  g_autofree char *lock = g_strconcat (saved, ".lock", NULL);
  g_autofree char *untouched = NULL;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32)seed);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) account = NULL;
  g_autoptr (TlVerify) verify = tl_verify_new ();
  g_autoptr (GPtrArray) words = NULL;
  TlVault *source;
  TlStore *store;
  gsize now;

  for (guint i = 0; i < how_many; i++)
    {
      guint32 page = i == 0 && first > 0 ? first : (guint32)g_rand_int_range (random, 1, (gint32)ground->pages + 1);

      g_array_append_val (damaged, page);
    }
  for (guint i = 0; i < damaged->len; i++)
    {
      gboolean twice = FALSE;

      for (guint j = 0; j < i; j++)
        twice = twice || g_array_index (damaged, guint32, i) == g_array_index (damaged, guint32, j);
      if (!twice)
        damage (bytes, g_array_index (damaged, guint32, i), random);
    }
  /* One copy of the head is gone too, now and then. */
  if (seed % 3 == 0)
    memset (bytes + (seed % 2 ? 0 : HEADER / 2), 0x55, HEADER / 2);
  put (path, bytes, ground->length);
  source = look (path);
  account = tl_salvage (source, saved, NULL, NULL, &error);
  g_assert_no_error (error);
  tl_vault_lock (source);
  words = tl_salvage_words (account);
  g_assert_cmpuint (words->len, >=, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (account, "damaged")), <=, how_many);
  g_assert_true (g_file_get_contents (path, &untouched, &now, NULL));
  g_assert_cmpmem (untouched, now, bytes, ground->length);
  store = open_salvaged (saved);
  compare (ground, store, damaged, seed);
  if (!verify_store (store, verify) || !json_object_get_boolean_member (account, "whole"))
    g_error ("the salvaged register is not whole: %s; seed %" G_GUINT64_FORMAT,
             tl_verify_result (verify)->findings->len > 0 ? (char *)tl_verify_result (verify)->findings->pdata[0] : "?", seed);
  tl_store_close (store);
  g_object_unref (store);
  g_unlink (saved);
  g_unlink (lock);
  g_unlink (path);
}

static void
test_many_places (Fixture *fixture, gconstpointer data)
{
  const char *text = g_getenv ("TAMLANH_SEED");
  guint64 seed = text != NULL ? g_ascii_strtoull (text, NULL, 10) : (guint64)g_random_int_range (1, 1000000000);
  guint count = rounds (6);
  Ground ground;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  g_print ("# seed %" G_GUINT64_FORMAT "\n", seed);
  ground_init (&ground, fixture);
  for (guint i = 0; i < count; i++)
    one_round (&ground, seed + i, i % 3 == 2 ? 60 : 1 + i % 12, 0);
  /* The list of all tables, and then each page of the first that hold the roots. */
  for (guint32 page = 1; page <= (count > 6 ? MIN (ground.pages, count) : 3); page++)
    one_round (&ground, seed + page, 1, page);
  /* One page alone is always made good: what a row's page lost the journal has, and the reverse. */
  g_test_message ("%u records in all rounds could not be read from page or journal", ground.missing);
  ground_clear (&ground);
  fixture_reopen (fixture);
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  Ground ground;

  ground_init (&ground, fixture);
  one_round (&ground, 1, 0, 0);
  g_assert_cmpuint (ground.missing, ==, 0);
  ground_clear (&ground);
  fixture_reopen (fixture);
}

/* The register does not open as it is; what salvage says of it. (transfer full) */
static JsonObject *
refuse_and_salvage (Fixture *fixture, const char *saved)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault = tl_vault_unlock (fixture->path, NULL, PASSPHRASE, &error), *source;
  JsonObject *account;

  g_assert_no_error (error);
  g_assert_null (tl_store_open (vault, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  source = look (fixture->path);
  account = tl_salvage (source, saved, NULL, NULL, &error);
  g_assert_no_error (error);
  tl_vault_lock (source);
  return account;
}

/* A block in the middle of the file with the latest saves: opening refuses, salvage brings over what is there. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *saved = g_build_filename (fixture->folder, "cuu.tamlanh", NULL);
  g_autofree char *log = NULL, *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gsize log_length, length, blocks;
  guint least = 0;

  fixture_tamper (fixture, "PRAGMA wal_autocheckpoint = 0");
  for (int i = 0; i < 60; i++)
    {
      g_autofree char *alias = g_strdup_printf ("Người %d", i);
      g_autoptr (TlRecord) person = fixture_person (fixture, alias, NULL);

      g_ptr_array_add (ids, g_strdup (tl_record_id (person)));
    }
  g_assert_true (g_file_get_contents (wal, &log, &log_length, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  fixture_close (fixture);
  blocks = log_length / 4152;
  g_assert_cmpuint (blocks, >, 100);
  for (gsize block = 0; block < blocks - 10; block += blocks / 5)
    {
      g_autofree char *broken = g_memdup2 (log, log_length);
      g_autoptr (JsonObject) account = NULL;
      g_autofree char *after = NULL;
      TlStore *store;
      gsize now;
      guint found = 0;

      broken[block * 4152 + 77] ^= 1;
      put (fixture->path, bytes, length);
      put (wal, broken, log_length);
      account = refuse_and_salvage (fixture, saved);
      g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (account, "log"), "blocks"), ==, 1);
      g_assert_true (json_object_get_boolean_member (account, "whole"));
      g_assert_true (g_file_get_contents (wal, &after, &now, NULL));
      g_assert_cmpmem (after, now, broken, log_length);
      store = open_salvaged (saved);
      for (guint i = 0; i < ids->len; i++)
        {
          g_autoptr (TlRecord) person = tl_store_load (store, TL_TYPE_PERSON, ids->pdata[i], NULL);

          found += person != NULL;
        }
      /* Later saves wrote the lost pages anew, so that all or nearly all is there. */
      g_assert_cmpuint (found, >=, 58);
      least += found == 60;
      tl_store_close (store);
      g_object_unref (store);
      g_unlink (saved);
    }
  g_assert_cmpuint (least, >=, 2);
  g_unlink (wal);
  put (fixture->path, bytes, length);
  put (wal, log, log_length);
  fixture_reopen (fixture);

  /* All of that file gone: opening refuses, salvage says what it brings over. */
  g_clear_pointer (&bytes, g_free);
  g_object_unref (fixture_person (fixture, "Người cuối", NULL));
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  fixture_close (fixture);
  put (fixture->path, bytes, length);
  {
    g_autoptr (JsonObject) account = refuse_and_salvage (fixture, saved);
    g_autoptr (GPtrArray) words = NULL;
    TlStore *store;

    g_assert_true (json_object_get_boolean_member (json_object_get_object_member (account, "log"), "lost"));
    words = tl_salvage_words (account);
    g_assert_nonnull (strstr (words->pdata[1], "latest saves"));
    store = open_salvaged (saved);
    for (guint i = 0; i < ids->len; i++)
      {
        g_autoptr (TlRecord) person = tl_store_load (store, TL_TYPE_PERSON, ids->pdata[i], &error);

        g_assert_no_error (error);
        g_assert_nonnull (person);
      }
    tl_store_close (store);
    g_object_unref (store);
    g_unlink (saved);
  }
  g_unlink (fixture->path);
}

/* Journal and rows disagree because somebody wrote past the program: verify says which, and of what kind. */
static void
test_verify (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) first = fixture_person (fixture, "Hoa Cau", "Đào Thị Lụa");
  g_autoptr (TlRecord) second = fixture_person (fixture, "Bé Tôm", NULL);
  g_autoptr (TlRecord) third = fixture_person (fixture, "Bé Na", "Trần Thị Na");
  g_autoptr (GError) error = NULL;
  g_autofree char *change = g_strdup_printf ("UPDATE person SET alias = 'Khác' WHERE id = '%s'", tl_record_id (first));
  g_autofree char *drop = g_strdup_printf ("DELETE FROM person WHERE id = '%s'", tl_record_id (second));
  g_autofree char *undo = g_strdup_printf ("UPDATE person SET alias = 'Hoa Cau' WHERE id = '%s'", tl_record_id (first));

  {
    g_autoptr (TlVerify) verify = tl_verify_new ();
    g_assert_true (verify_store (fixture->store, verify));
    g_assert_cmpuint (tl_verify_result (verify)->rows[TL_TYPE_PERSON], ==, 3);
    g_assert_true (tl_verify_result (verify)->journal);
  }
  fixture_tamper (fixture, change);
  {
    g_autoptr (TlVerify) verify = tl_verify_new ();
    g_assert_false (verify_store (fixture->store, verify));
    g_assert_cmpuint (tl_verify_result (verify)->differing, ==, 1);
    g_assert_nonnull (strstr (tl_verify_result (verify)->findings->pdata[0], tl_record_id (first)));
  }
  fixture_tamper (fixture, undo);
  fixture_tamper (fixture, drop);
  {
    g_autoptr (TlVerify) verify = tl_verify_new ();
    g_assert_false (verify_store (fixture->store, verify));
    g_assert_cmpuint (tl_verify_result (verify)->missing, ==, 1);
    g_assert_cmpuint (tl_verify_result (verify)->differing, ==, 0);
  }
  /* What was deleted or erased through the program is no finding. */
  g_assert_true (tl_journal_erase (fixture->store, TL_TYPE_PERSON, tl_record_id (third), NULL, 0, "theo yêu cầu", &error));
  g_assert_true (tl_store_delete (fixture->store, TL_TYPE_PERSON, tl_record_id (first), "nhầm", &error));
  {
    g_autoptr (TlVerify) verify = tl_verify_new ();
    verify_store (fixture->store, verify);
    g_assert_cmpuint (tl_verify_result (verify)->missing, ==, 1);
    g_assert_cmpuint (tl_verify_result (verify)->findings->len, ==, 1);
  }
}

/* A row that is lost comes back from the journal; meanwhile another has its number: both are there, and it is said. */
static void
test_number_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Đào Thị Lụa");
  g_autoptr (TlRecord) first = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) second = fixture_case (fixture, person, "2026-03-06T21:00:00+07:00");
  g_autoptr (TlRecord) again = NULL;
  g_autoptr (JsonObject) account = NULL;
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) salvaged = NULL;
  g_autofree char *code = g_strdup (tl_record_text (first, TL_CASE_CODE));
  g_autofree char *drop = g_strdup_printf ("DELETE FROM \"case\" WHERE id = '%s'", tl_record_id (first));
  g_autofree char *take = g_strdup_printf ("UPDATE \"case\" SET code = '%s' WHERE id = '%s'", code, tl_record_id (second));
  g_autofree char *path = g_strconcat (fixture->path, ".salvaged", NULL);
  TlVault *source;
  gboolean told = FALSE;

  fixture_tamper (fixture, drop);
  fixture_tamper (fixture, take);
  fixture_close (fixture);
  source = look (fixture->path);
  account = tl_salvage (source, path, NULL, NULL, &error);
  tl_vault_lock (source);
  g_assert_no_error (error);
  g_assert_nonnull (account);
  words = tl_salvage_words (account);
  for (guint i = 0; i < words->len; i++)
    told = told || strstr (words->pdata[i], tl_record_id (first)) != NULL;
  g_assert_true (told);
  salvaged = open_salvaged (path);
  again = tl_store_load (salvaged, TL_TYPE_CASE, tl_record_id (first), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_record_text (again, TL_CASE_CODE), !=, code);
  g_assert_cmpstr (tl_record_text (again, TL_CASE_VICTIM), ==, tl_record_id (person));
  g_assert_true (tl_journal_verify (salvaged, NULL, &error));
  tl_store_close (salvaged);
  fixture_reopen (fixture);
}

static gpointer
one_slice (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  double fraction = 0;

  return GINT_TO_POINTER (tl_verify_slice (store, data, &fraction, error));
}

/* An erasure between two slices makes the file shorter, saves make it longer: neither is damage, and what is new is read too. */
static void
test_verify_meanwhile (Fixture *fixture, gconstpointer data)
{
  static const char *const grow = "CREATE TABLE big (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)"
                                  " INSERT INTO big SELECT zeroblob (4000000) FROM n; PRAGMA wal_checkpoint (TRUNCATE)";
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Đào Thị Lụa");
  g_autoptr (GError) error = NULL;

  for (int shrinks = 0; shrinks < 2; shrinks++)
    {
      g_autoptr (TlVerify) verify = tl_verify_new ();
      guint64 blocks = 0;

      fixture_tamper (fixture, shrinks ? "SELECT 1" : "DROP TABLE IF EXISTS big; VACUUM; PRAGMA wal_checkpoint (TRUNCATE)");
      /* The first slice of a small file would be the last. */
      if (shrinks)
        g_assert_nonnull (tl_store_call (fixture->store, one_slice, verify, &error));
      else
        {
          fixture_tamper (fixture, grow);
          g_assert_nonnull (tl_store_call (fixture->store, one_slice, verify, &error));
        }
      g_assert_no_error (error);
      fixture_tamper (fixture, shrinks ? "DROP TABLE big; VACUUM; PRAGMA wal_checkpoint (TRUNCATE)"
                                       : "INSERT INTO big SELECT zeroblob (4000000); PRAGMA wal_checkpoint (TRUNCATE)");
      g_assert_true (tl_vault_check_blocks (tl_store_vault (fixture->store), &blocks, NULL, &error));
      while (tl_store_call (fixture->store, one_slice, verify, &error) != NULL)
        ;
      g_assert_no_error (error);
      g_assert_cmpuint (tl_verify_result (verify)->damaged->len, ==, 0);
      g_assert_cmpuint (tl_verify_result (verify)->blocks, ==, blocks);
      g_assert_true (tl_verify_is_whole (verify));
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/verify/rows-against-journal", test_verify);
  fixture_add ("/store/verify/file-grows-and-shrinks-meanwhile", test_verify_meanwhile);
  fixture_add ("/store/salvage/of-a-whole-register", test_whole);
  fixture_add ("/store/salvage/damage-at-many-places", test_many_places);
  fixture_add ("/store/salvage/damaged-log", test_log);
  fixture_add ("/store/salvage/number-taken", test_number_taken);

  return g_test_run ();
}
