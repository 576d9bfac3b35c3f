/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the shelter to the province and back: real vaults, real files. */

#include <glib/gstdio.h>
#include <string.h>

#include "fixture.h"
#include "record/fields.h"
#include "support/support.h"

/* --- Cards --- */

static void
test_card_is_trusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->out, "card.tlc", NULL);
  g_autofree char *fingerprint = tl_identity_fingerprint (fixture->hy, &error);
  g_autoptr (GPtrArray) peers = tl_peer_list (fixture->dc, &error);
  TlPeer *peer = g_ptr_array_index (peers, 0);
  g_autoptr (TlPeer) read = NULL;

  g_assert_cmpuint (peers->len, ==, 1);
  g_assert_cmpstr (peer->site, ==, "HY");
  g_assert_cmpstr (peer->state, ==, "trusted");
  g_assert_cmpstr (peer->trusted_by, ==, "Trần Thị Mai");
  g_assert_cmpstr (peer->fingerprint, ==, fingerprint);
  /* Reading a card adds nothing. */
  g_assert_true (tl_peer_write_card (fixture->hy, path, &error));
  read = tl_peer_read_card (fixture->hy, path, &error);
  g_assert_no_error (error);
  g_assert_null (read->trusted_by);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_peer"), ==, 1);
  /* One's own card is no peer, and nobody trusts without a name. */
  g_assert_false (tl_peer_add (fixture->hy, path, "Mai", NULL, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD);
  g_clear_error (&error);
  g_assert_false (tl_peer_add (fixture->dc, path, "  ", NULL, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD);
}

static void
test_no_peer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tl_bundle_make (fixture->dc, "DT", fixture->out, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER);
  g_clear_error (&error);
  g_assert_null (tl_bundle_make (fixture->dc, "HY/7", fixture->out, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER);
  g_clear_error (&error);
  /* The province sends no money to a shelter. */
  g_assert_null (tl_bundle_make (fixture->hy, "DC", fixture->out, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER);
}

/* --- There and back --- */

static JsonObject *
received (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = tl_sync_received (fixture->hy, "DC", &error);

  g_assert_no_error (error);
  return object;
}

static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *other = put_line (fixture, "2026-03-07", 250000);
  g_autofree char *id = NULL;
  g_autofree char *path = make (fixture, &id);
  g_autofree char *receipt = NULL;
  g_autofree char *state = bundle_state (fixture->dc, id);
  g_autofree char *sent_state = NULL;
  g_autoptr (JsonObject) held = NULL;
  g_autoptr (TlBundle) sent = NULL;
  JsonArray *money;
  gint64 sum = 0;

  g_assert_cmpstr (state, ==, "made");
  g_assert_true (tl_bundle_mark_carried (fixture->dc, id, &error));
  g_assert_cmpint (apply (fixture, fixture->hy, path, &receipt), ==, 0);
  g_assert_nonnull (receipt);
  held = received (fixture);
  money = json_object_get_array_member (held, "money");
  g_assert_cmpuint (json_array_get_length (money), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *row = json_array_get_object_element (money, i);

      sum += json_object_get_int_member (row, "amount");
      g_assert_cmpstr (json_object_get_string_member (row, "category"), ==, "personal_items");
      g_assert_cmpstr (json_object_get_string_member (row, "pseudonym"), ==,
                       json_object_get_string_member (json_array_get_object_element (money, 0), "pseudonym"));
    }
  g_assert_cmpint (sum, ==, 650000);
  /* The chain's head is the sender's, as of before the bundle was noted. */
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_link"), ==, count (fixture->hy, "SELECT head_sequence FROM sync_in"));
  sent_state = bundle_state (fixture->dc, id);
  g_assert_cmpstr (sent_state, ==, "carried");
  sent = tl_receipt_apply (fixture->dc, receipt, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->state, ==, "applied");
  /* Confirmed: its bytes are kept no longer. */
  g_assert_cmpint (count (fixture->dc, "SELECT count (*) FROM sync_bundle WHERE content IS NOT NULL"), ==, 0);
}

static void
test_phone_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autoptr (TlBundle) applied = tl_bundle_apply (fixture->hy, path, NULL, NULL, &error);
  g_autoptr (TlBundle) sent = NULL;
  g_autofree char *slip = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (applied->receipt_code), ==, 16);
  slip = g_strdup (applied->receipt_code);
  slip[0] = slip[0] == '7' ? '8' : '7';
  g_assert_null (tl_receipt_apply (fixture->dc, slip, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
  g_clear_error (&error);
  sent = tl_receipt_apply (fixture->dc, applied->receipt_code, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->state, ==, "applied");
}

/* --- What may not leave --- */

static void
assert_absent (const char *text, const char *word)
{
  if (strstr (text, word) != NULL)
    g_error ("“%s” leaves the place: %s", word, text);
}

static void
test_nothing_identifying_leaves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autoptr (JsonObject) inside = tl_bundle_inspect (fixture->hy, path, &error);
  g_autoptr (TlRecord) record = tl_store_load (fixture->dc, TL_TYPE_CASE, fixture->case_id, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) file = read_file (path);
  const char *const words[] = {"Hoa",           "Hương",          "0912345678", "1991",  "ghi chú", "21:00", "T14:00",
                               fixture->person, fixture->case_id, line,         "birth", "alias",   "payee", "voucher"};

  g_assert_no_error (error);
  json_node_set_object (node, inside);
  text = json_to_string (node, TRUE);
  g_assert_nonnull (strstr (text, "400000"));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    assert_absent (text, words[i]);
  assert_absent (text, tl_record_text (record, TL_CASE_CODE));
  /* The envelope and the file's name tell nothing. */
  g_assert_null (memmem (g_bytes_get_data (file, NULL), g_bytes_get_size (file), "TLP1", 4));
  g_assert_null (memmem (g_bytes_get_data (file, NULL), g_bytes_get_size (file), "TAMLANH", 7));
  g_assert_null (strstr (strrchr (path, '/'), "DC"));
}

/* The money pseudonym is nowhere in the counts, and the id that travels is not the line's. */
static void
test_money_and_counts_do_not_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autoptr (JsonObject) inside = tl_bundle_inspect (fixture->hy, path, &error);
  g_autoptr (JsonNode) counts = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;
  JsonObject *row = json_array_get_object_element (json_object_get_array_member (inside, "money"), 0);

  json_node_set_array (counts, json_object_get_array_member (inside, "statistics"));
  text = json_to_string (counts, FALSE);
  assert_absent (text, json_object_get_string_member (row, "pseudonym"));
  assert_absent (text, json_object_get_string_member (row, "id"));
  assert_absent (text, "400000");
  g_assert_cmpstr (json_object_get_string_member (row, "id"), !=, line);
  g_assert_cmpstr (json_object_get_string_member (row, "pseudonym"), !=, fixture->person);
}

static void
test_counts_of_ended_months_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = make (fixture, NULL);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *more = NULL;
  g_autoptr (JsonObject) inside = tl_bundle_inspect (fixture->hy, first, &error);
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (JsonObject) later = NULL;
  JsonArray *months = json_object_get_array_member (inside, "statistics");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  /* The case was opened in March; it is the 5th of April. */
  g_assert_cmpuint (json_array_get_length (months), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (months, 0), "month"), ==, "2026-03");
  /* One person: her cells are hidden. */
  json_node_set_array (node, months);
  text = json_to_string (node, FALSE);
  g_assert_nonnull (strstr (text, "\"hidden\":true"));
  assert_absent (text, "\"value\":1");
  /* A correction of March does not send March again. */
  more = put (fixture->dc, TL_TYPE_CASE,
              "{'victim':'%s','opened_at':'2026-03-20T09:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", fixture->person);
  second = make (fixture, NULL);
  again = tl_bundle_inspect (fixture->hy, second, &error);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (again, "statistics")), ==, 0);
  set_today ("2026-05-02T08:00:00+07:00");
  third = make (fixture, NULL);
  later = tl_bundle_inspect (fixture->hy, third, &error);
  months = json_object_get_array_member (later, "statistics");
  g_assert_cmpuint (json_array_get_length (months), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (months, 0), "month"), ==, "2026-04");
}

static void
test_drafts_stay_at_home (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = NULL;

  tl_support_unapprove (fixture->dc, (const char *const[]){line, NULL}, NULL, &error);
  g_assert_no_error (error);
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_money"), ==, 0);
}

static void
test_informant_has_no_pseudonym (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  g_free (put (fixture->dc, TL_TYPE_SUPPORT,
               "{'case':'%s','date':'2026-03-06','category':'informant','quantity':1,'amount':60000,'funding_source':'programme',"
               "'payee_kind':'informant','decision_no':'12/QĐ','state':'approved'}",
               fixture->case_id));
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_money WHERE pseudonym IS NULL AND amount = 60000"), ==, 1);
}

/* How far somebody was driven home, and what a night costs beside who she is, stay here. */
static void
test_no_distance_and_no_money_among_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) inside = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *line;

  g_free (put (fixture->dc, TL_TYPE_STAY,
               "{'case':'%s','person':'%s','checked_in_at':'2026-03-05T21:00:00+07:00','checked_out_at':'2026-03-12T09:00:00+07:00'}",
               fixture->case_id, fixture->person));
  g_free (put (fixture->dc, TL_TYPE_SUPPORT,
               "{'case':'%s','date':'2026-03-12','category':'travel_fuel','quantity':46,'unit_price':20510,'funding_source':'province',"
               "'state':'approved'}",
               fixture->case_id));
  path = make (fixture, NULL);
  inside = tl_bundle_inspect (fixture->hy, path, &error);
  g_assert_no_error (error);
  line = json_array_get_object_element (json_object_get_array_member (inside, "money"), 0);
  g_assert_cmpint (json_object_get_int_member (line, "amount"), ==, 188692);
  g_assert_cmpint (json_object_get_int_member (line, "quantity_thousandths"), ==, 1000);
  json_node_set_object (node, inside);
  text = json_to_string (node, FALSE);
  g_assert_null (strstr (text, "46000"));
  g_assert_null (strstr (text, "20510"));
  g_assert_null (strstr (text, "cost_per_night"));
  g_assert_nonnull (strstr (text, "\"nights\""));
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
}

static void
test_preview_is_the_bundle_and_writes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonObject) preview = NULL;
  g_autoptr (JsonObject) inside = NULL;
  JsonObject *shown, *sent;

  before = dump (fixture->dc);
  preview = tl_bundle_preview (fixture->dc, "HY", &error);
  g_assert_no_error (error);
  after = dump (fixture->dc);
  g_assert_cmpstr (before, ==, after);
  shown = json_array_get_object_element (
      json_object_get_array_member (json_object_get_object_member (json_object_get_object_member (preview, "projections"), "money"),
                                    "rows"),
      0);
  path = make (fixture, NULL);
  inside = tl_bundle_inspect (fixture->hy, path, &error);
  sent = json_array_get_object_element (json_object_get_array_member (inside, "money"), 0);
  {
    g_autoptr (GList) members = json_object_get_members (sent);

    g_assert_cmpuint (g_list_length (members), ==, json_object_get_size (shown));
    for (GList *member = members; member != NULL; member = member->next)
      if (strcmp (member->data, "id") != 0 && strcmp (member->data, "pseudonym") != 0)
        g_assert_true (json_node_equal (json_object_get_member (sent, member->data), json_object_get_member (shown, member->data)));
  }
}

/* --- Order --- */

static void
test_replay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *receipt = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlBundle) sent = NULL;

  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  before = dump (fixture->hy);
  g_assert_cmpint (apply (fixture, fixture->hy, path, &receipt), ==, TL_SYNC_ERROR_ALREADY);
  after = dump (fixture->hy);
  g_assert_cmpstr (before, ==, after);
  /* The receipt was lost: it is written again. */
  sent = tl_receipt_apply (fixture->dc, receipt, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->state, ==, "applied");
}

/* What found no room is not "received": the sender would think that it is safe there. */
static void
test_what_is_not_kept_has_no_receipt (Fixture *fixture, gconstpointer data)
{
  enum
  {
    BUNDLES = 66 /* the first is missing, 64 may wait */
  };
  g_autofree char *receipt = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < BUNDLES; i++)
    {
      g_free (put_line (fixture, "2026-03-06", 1000));
      g_ptr_array_add (paths, make (fixture, NULL));
    }
  for (guint i = 1; i < BUNDLES - 1; i++)
    g_assert_cmpint (apply (fixture, fixture->hy, paths->pdata[i], NULL), ==, TL_SYNC_ERROR_GAP);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_bundle WHERE state = 'held'"), ==, BUNDLES - 2);
  g_assert_cmpint (apply (fixture, fixture->hy, paths->pdata[BUNDLES - 1], &receipt), ==, TL_SYNC_ERROR_GAP);
  g_assert_null (receipt);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_bundle WHERE state = 'held'"), ==, BUNDLES - 2);
}

static void
test_gap_is_held_and_released (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) id = g_new0 (char *, 5);
  g_auto (GStrv) path = g_new0 (char *, 5);
  g_autofree char *receipt = NULL;
  g_autofree char *last = NULL;
  g_autofree char *state = NULL;
  g_autofree char *there = NULL;
  g_autoptr (TlBundle) sent = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_free (put_line (fixture, "2026-03-06", 10000 * (i + 1)));
      path[i] = make (fixture, &id[i]);
    }
  g_assert_cmpint (apply (fixture, fixture->hy, path[3], NULL), ==, TL_SYNC_ERROR_GAP);
  g_assert_cmpint (apply (fixture, fixture->hy, path[0], NULL), ==, 0);
  g_assert_cmpint (apply (fixture, fixture->hy, path[2], &receipt), ==, TL_SYNC_ERROR_GAP);
  g_assert_cmpint (apply (fixture, fixture->hy, path[2], NULL), ==, TL_SYNC_ERROR_GAP);
  g_assert_cmpint (count (fixture->hy, "SELECT sum (amount) FROM sync_money"), ==, 10000);
  there = bundle_state (fixture->hy, id[2]);
  g_assert_cmpstr (there, ==, "held");
  sent = tl_receipt_apply (fixture->dc, receipt, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->state, ==, "received");
  g_assert_cmpint (apply (fixture, fixture->hy, path[1], &last), ==, 0);
  g_assert_cmpint (count (fixture->hy, "SELECT sum (amount) FROM sync_money"), ==, 100000);
  g_assert_cmpint (count (fixture->hy, "SELECT number FROM sync_in"), ==, 4);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_bundle WHERE content IS NOT NULL"), ==, 0);
  /* Its receipt speaks of the last one; all before it are applied too. */
  tl_bundle_free (tl_receipt_apply (fixture->dc, last, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture->dc, "SELECT count (*) FROM sync_bundle WHERE state = 'applied'"), ==, 4);
  state = bundle_state (fixture->dc, id[1]);
  g_assert_cmpstr (state, ==, "applied");
}

static void
test_changes_and_removals_follow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stays = put_line (fixture, "2026-03-06", 100000);
  g_autofree char *changes = put_line (fixture, "2026-03-07", 200000);
  g_autofree char *goes = put_line (fixture, "2026-03-08", 300000);
  g_autofree char *first = make (fixture, NULL);
  g_autofree char *second = NULL;
  g_autoptr (JsonObject) inside = NULL;

  g_assert_cmpint (apply (fixture, fixture->hy, first, NULL), ==, 0);
  /* Changed money must be approved anew; until then the place takes it back. */
  g_free (put (fixture->dc, TL_TYPE_SUPPORT, "{'id':'%s','amount':150000}", changes));
  g_free (put (fixture->dc, TL_TYPE_SUPPORT, "{'id':'%s','state':'approved'}", changes));
  g_free (put (fixture->dc, TL_TYPE_SUPPORT, "{'id':'%s','state':'void'}", goes));
  second = make (fixture, NULL);
  inside = tl_bundle_inspect (fixture->hy, second, &error);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (inside, "money")), ==, 2);
  g_assert_cmpint (apply (fixture, fixture->hy, second, NULL), ==, 0);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_money"), ==, 2);
  g_assert_cmpint (count (fixture->hy, "SELECT sum (amount) FROM sync_money"), ==, 250000);
}

/* --- Bad files --- */

static void
test_damage_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *before = dump (fixture->hy);
  g_autofree char *after = NULL;
  g_autoptr (GBytes) good = read_file (path);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (good, &size);
  const gsize places[] = {3, 40, 90, 150, size - 1, size - 300, size / 2};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autofree char *wrong = NULL;
      int code;

      copy[places[i]] ^= 4;
      wrong = write_file (fixture, "wrong.tlb", copy, size);
      code = apply (fixture, fixture->hy, wrong, NULL);
      if (places[i] > 250)
        g_assert_cmpint (code, ==, TL_SYNC_ERROR_TAMPERED);
      else
        g_assert_true (code == TL_SYNC_ERROR_TAMPERED || code == TL_SYNC_ERROR_NOT_FOR_US);
    }
  for (gsize less = 1; less < size; less += size / 13)
    {
      g_autofree char *wrong = write_file (fixture, "short.tlb", bytes, size - less);
      int code = apply (fixture, fixture->hy, wrong, NULL);

      g_assert_true (code == TL_SYNC_ERROR_TAMPERED || code == TL_SYNC_ERROR_NOT_FOR_US);
    }
  after = dump (fixture->hy);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
}

static void
test_for_another (Fixture *fixture, gconstpointer data)
{
  TlStore *dt = open_place (fixture, "dt", "DT", 1);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  trust (fixture, dt, fixture->dc);
  before = dump (dt);
  g_assert_cmpint (apply (fixture, dt, path, NULL), ==, TL_SYNC_ERROR_NOT_FOR_US);
  after = dump (dt);
  g_assert_cmpstr (before, ==, after);
  tl_store_close (dt);
  g_object_unref (dt);
}

static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make (fixture, NULL);
  TlStore *dt = open_place (fixture, "dt", "DT", 1);
  g_autofree char *stranger = NULL;
  g_autoptr (TlBundle) bundle = NULL;

  /* Sealed to us by one whose card we never saw. */
  trust (fixture, dt, fixture->hy);
  bundle = tl_bundle_make (dt, "HY", fixture->out, &error);
  g_assert_no_error (error);
  stranger = g_build_filename (fixture->out, bundle->file, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, stranger, NULL), ==, TL_SYNC_ERROR_UNTRUSTED);
  /* And by one that was dropped. */
  g_assert_true (tl_peer_drop (fixture->hy, "DC", &error));
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, TL_SYNC_ERROR_UNTRUSTED);
  trust (fixture, fixture->hy, fixture->dc);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  tl_store_close (dt);
  g_object_unref (dt);
}

static void
test_receipt_of_a_stranger (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *receipt = NULL;

  g_assert_cmpint (apply (fixture, fixture->hy, path, &receipt), ==, 0);
  g_assert_true (tl_peer_drop (fixture->dc, "HY/1", &error));
  g_assert_null (tl_receipt_apply (fixture->dc, receipt, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_UNTRUSTED);
  g_clear_error (&error);
  /* A bundle is no receipt. */
  g_assert_null (tl_receipt_apply (fixture->hy, path, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
}

/* --- Set back --- */

static void
test_file_set_back_shows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (fixture->out, "aside", NULL);
  g_autofree char *first = make (fixture, NULL);
  g_autofree char *second = NULL;
  g_autofree char *forked = NULL;
  g_autofree char *receipt = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  tl_store_close (fixture->dc);
  g_clear_object (&fixture->dc);
  copy_tree (fixture->folder, aside);
  fixture->dc = open_place (fixture, "dc", "DC", 1);
  g_free (put_line (fixture, "2026-03-06", 400000));
  second = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, first, NULL), ==, 0);
  g_assert_cmpint (apply (fixture, fixture->hy, second, NULL), ==, 0);

  /* Somebody puts yesterday's copy back and goes on with it. */
  tl_store_close (fixture->dc);
  g_clear_object (&fixture->dc);
  {
    g_autofree char *copy = g_build_filename (aside, "dc.tamlanh", NULL);
    g_autofree char *file = vault_path (fixture, "dc");
    g_autoptr (GBytes) bytes = read_file (copy);

    g_assert_true (g_file_set_contents (file, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL));
  }
  fixture->dc = open_place (fixture, "dc", "DC", 1);
  g_free (put_line (fixture, "2026-03-06", 90000));
  g_free (put_line (fixture, "2026-03-07", 90000));
  g_free (put_line (fixture, "2026-03-08", 90000));
  forked = make (fixture, NULL);
  before = g_strdup_printf ("%" G_GINT64_FORMAT, count (fixture->hy, "SELECT sum (amount) FROM sync_money"));
  g_assert_cmpint (apply (fixture, fixture->hy, forked, &receipt), ==, TL_SYNC_ERROR_FORKED);
  after = g_strdup_printf ("%" G_GINT64_FORMAT, count (fixture->hy, "SELECT sum (amount) FROM sync_money"));
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_bundle WHERE state = 'refused' AND reason = 16"), ==, 1);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (TlBundle) sent = tl_receipt_apply (fixture->dc, receipt, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (sent->state, ==, "rejected");
    g_assert_nonnull (sent->reason);
  }
  remove_tree (aside);
}

/* --- New devices, lost sticks, full disks --- */

static void
test_new_device_gets_a_baseline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TlStore *second = open_place (fixture, "hy2", "HY", 2);
  g_auto (GStrv) path = g_new0 (char *, 4);

  g_free (put_line (fixture, "2026-03-06", 100000));
  path[0] = make (fixture, NULL);
  trust (fixture, fixture->dc, second);
  trust (fixture, second, fixture->dc);
  g_free (put_line (fixture, "2026-03-07", 200000));
  path[1] = make (fixture, NULL);
  g_free (put_line (fixture, "2026-03-08", 50000));
  path[2] = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, second, path[0], NULL), ==, TL_SYNC_ERROR_NOT_FOR_US);
  g_assert_cmpint (apply (fixture, second, path[1], NULL), ==, 0);
  g_assert_cmpint (apply (fixture, second, path[2], NULL), ==, 0);
  g_assert_cmpint (count (second, "SELECT sum (amount) FROM sync_money"), ==, 350000);
  /* The first one takes the baseline after all it had, also when the old one comes late. */
  g_assert_cmpint (apply (fixture, fixture->hy, path[2], NULL), ==, TL_SYNC_ERROR_GAP);
  g_assert_cmpint (apply (fixture, fixture->hy, path[1], NULL), ==, 0);
  g_assert_cmpint (apply (fixture, fixture->hy, path[0], NULL), ==, TL_SYNC_ERROR_ALREADY);
  g_assert_cmpint (count (fixture->hy, "SELECT sum (amount) FROM sync_money"), ==, 350000);
  g_assert_cmpint (count (fixture->hy, "SELECT count (*) FROM sync_link"), ==, count (second, "SELECT count (*) FROM sync_link"));
  tl_store_close (second);
  g_object_unref (second);
}

static void
test_lost_stick (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *path = make (fixture, &id);
  g_autofree char *again = NULL;

  g_unlink (path);
  again = tl_bundle_write_again (fixture->dc, id, fixture->out, &error);
  g_assert_no_error (error);
  g_assert_cmpint (apply (fixture, fixture->hy, again, NULL), ==, 0);
}

/* The stick came out between the two: the bundle stands and says that the receipt is missing; opened again it is written. */
static void
test_receipt_that_cannot_be_written (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *receipt = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlBundle) taken = tl_bundle_apply (fixture->hy, path, "/proc/self/none", &receipt, &error);

  g_assert_no_error (error);
  g_assert_nonnull (taken);
  g_assert_cmpstr (taken->state, ==, "applied");
  g_assert_nonnull (taken->reason);
  g_assert_null (receipt);
  g_assert_cmpint (apply (fixture, fixture->hy, path, &again), ==, TL_SYNC_ERROR_ALREADY);
  g_assert_nonnull (again);
}

static void
test_no_place_to_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = put_line (fixture, "2026-03-06", 400000);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *path = NULL;

  g_assert_true (tl_identity_ensure (fixture->dc, &error));
  before = dump (fixture->dc);
  g_assert_null (tl_bundle_make (fixture->dc, "HY", "/proc/self/none", &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO);
  after = dump (fixture->dc);
  g_assert_cmpstr (before, ==, after);
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
}

static void
test_age_opens_a_bundle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *age = g_find_program_in_path ("age");
  g_autofree char *path = NULL;
  g_autofree char *key_path = NULL;
  g_autofree char *out = g_build_filename (fixture->out, "plain", NULL);
  g_autoptr (GBytes) plain = NULL;
  const char *argv[] = {"age", "-d", "-i", NULL, "-o", NULL, NULL, NULL};
  char *identity;
  int status = -1;

  if (age == NULL)
    {
      g_test_skip ("Debian's age is not installed");
      return;
    }
  path = make (fixture, NULL);
  identity = tl_identity_export_age (fixture->hy, &error);
  g_assert_no_error (error);
  key_path = write_file (fixture, "key.txt", identity, strlen (identity));
  tl_secret_free (identity);
  argv[3] = key_path;
  argv[5] = out;
  argv[6] = path;
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_cmpint (status, ==, 0);
  plain = read_file (out);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), 4, "TLP1", 4);
}

static void
test_journal_tells (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make (fixture, NULL);
  g_autofree char *receipt = NULL;
  g_autoptr (GPtrArray) there = NULL;
  g_autoptr (GPtrArray) here = NULL;
  guint64 n;

  g_assert_cmpint (apply (fixture, fixture->hy, path, &receipt), ==, 0);
  tl_bundle_free (tl_receipt_apply (fixture->dc, receipt, &error));
  here = tl_journal_list (fixture->dc, NULL, 0, 2, &error);
  there = tl_journal_list (fixture->hy, NULL, 0, 1, &error);
  g_assert_cmpstr (((TlJournalEntry *)g_ptr_array_index (here, 0))->kind, ==, "receipt");
  g_assert_cmpstr (((TlJournalEntry *)g_ptr_array_index (here, 1))->kind, ==, "bundle-made");
  g_assert_cmpstr (((TlJournalEntry *)g_ptr_array_index (there, 0))->kind, ==, "bundle-applied");
  g_assert_true (tl_journal_verify (fixture->dc, &n, &error));
  g_assert_true (tl_journal_verify (fixture->hy, &n, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/sync/peer/card-is-trusted-by-name", test_card_is_trusted);
  TEST ("/sync/bundle/no-peer-is-told", test_no_peer);
  TEST ("/sync/bundle/there-and-back", test_there_and_back);
  TEST ("/sync/bundle/phone-code", test_phone_code);
  TEST ("/sync/bundle/nothing-identifying-leaves", test_nothing_identifying_leaves);
  TEST ("/sync/bundle/money-and-counts-do-not-link", test_money_and_counts_do_not_link);
  TEST ("/sync/bundle/counts-of-ended-months-leave-once", test_counts_of_ended_months_once);
  TEST ("/sync/bundle/drafts-stay-at-home", test_drafts_stay_at_home);
  TEST ("/sync/bundle/informant-has-no-pseudonym", test_informant_has_no_pseudonym);
  TEST ("/sync/bundle/no-distance-and-no-money-among-counts", test_no_distance_and_no_money_among_counts);
  TEST ("/sync/bundle/preview-is-the-bundle-and-writes-nothing", test_preview_is_the_bundle_and_writes_nothing);
  TEST ("/sync/bundle/replay-is-already-received", test_replay);
  TEST ("/sync/bundle/stands-when-its-receipt-cannot-be-written", test_receipt_that_cannot_be_written);
  TEST ("/sync/bundle/gap-is-held-and-released", test_gap_is_held_and_released);
  TEST ("/sync/bundle/what-is-not-kept-has-no-receipt", test_what_is_not_kept_has_no_receipt);
  TEST ("/sync/bundle/changes-and-removals-follow", test_changes_and_removals_follow);
  TEST ("/sync/bundle/damage-changes-nothing", test_damage_changes_nothing);
  TEST ("/sync/bundle/for-another-is-told", test_for_another);
  TEST ("/sync/bundle/untrusted-is-refused", test_untrusted);
  TEST ("/sync/receipt/of-a-stranger-is-refused", test_receipt_of_a_stranger);
  TEST ("/sync/bundle/file-set-back-shows", test_file_set_back_shows);
  TEST ("/sync/bundle/new-device-gets-a-baseline", test_new_device_gets_a_baseline);
  TEST ("/sync/bundle/lost-stick-is-written-again", test_lost_stick);
  TEST ("/sync/bundle/no-place-to-write-leaves-no-trace", test_no_place_to_write);
  TEST ("/sync/bundle/debian-age-opens-it", test_age_opens_a_bundle);
  TEST ("/sync/bundle/journal-tells", test_journal_tells);
  return g_test_run ();
}
