/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packs of rates as files: how a new text reaches a site before (and beside) bundles.
 *
 * A pack is JSON of the form of data/rates: {"pack": name, "text": {"short", "full"}, "valid_from", "valid_to",
 * "ends": [{"category", "on"}], "rates": [{"category", "title", "unit", "formula", …}]}. A rate may have days of its own;
 * "ends" closes what is in force of a category on a day, so that the new rate can begin on the next. Nothing is ended
 * unasked: a pack that overlaps what is there is refused and both rates are named. Taken in whole or not at all.
 *
 * Trust. A pack carries no signature that a site could check before it has the province's card, and a wrong rate is
 * money: so a site takes one only with the fingerprint of the file, 25 digits that the province sees when it writes the
 * pack and reads out over the telephone; the site never shows its own, it only compares. The packs within the program
 * are trusted as the program is. Bundles of the province, signed, carry the same records later. */

#include "support/rate-pack.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "store/journal.h"
#include "support/control-code.h"
#include "support/guard.h"
#include "support/rate-rules.h"
#include "support/rates.h"
#include "support/support-query.h"

#define FINGERPRINT_LABEL "tamlanh rate pack 1"
#define FINGERPRINT_GROUPS 5
#define PACK_MAX_BYTES (1024 * 1024)

/* --- helpers --- */

static gboolean
invalid (GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, message);
  return FALSE;
}

static const char *
text_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* A member that must be an array of objects, or may be missing. */
static gboolean
check_array (JsonObject *pack, const char *name, gboolean needed, GError **error)
{
  JsonNode *node = json_object_get_member (pack, name);
  JsonArray *array;

  if (node == NULL && !needed)
    return TRUE;
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return invalid (error, _ ("%s: a list is expected in the pack."), name);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      return invalid (error, _ ("%s: entry %u of the pack is not an object."), name, i + 1);
  return TRUE;
}

static JsonObject *
parse (GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  const char *name;
  JsonNode *root;
  JsonObject *pack;

  if (length > PACK_MAX_BYTES)
    {
      invalid (error, _ ("This file is too large for a pack of rates."));
      return NULL;
    }
  if (length == 0 || !g_utf8_validate (text, (gssize)length, NULL) || !json_parser_load_from_data (parser, text, (gssize)length, NULL))
    {
      invalid (error, _ ("This file is not a pack of rates: it cannot be read as JSON."));
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      invalid (error, _ ("This file is not a pack of rates: it cannot be read as JSON."));
      return NULL;
    }
  pack = json_node_get_object (root);
  name = text_of (pack, "pack");
  if (name == NULL || *name == '\0')
    {
      invalid (error, _ ("pack: the pack has no name."));
      return NULL;
    }
  if (json_object_get_member (pack, "text") != NULL && !JSON_NODE_HOLDS_OBJECT (json_object_get_member (pack, "text")))
    {
      invalid (error, _ ("text: short and full title of the legal text are expected."));
      return NULL;
    }
  if (!check_array (pack, "rates", TRUE, error) || !check_array (pack, "ends", FALSE, error))
    return NULL;
  return json_object_ref (pack);
}

static char *
fingerprint (GBytes *bytes)
{
  guint8 hash[FINGERPRINT_GROUPS * 4];
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  GString *text = g_string_new (NULL);

  crypto_generichash (hash, sizeof hash, data, length, (const guint8 *)FINGERPRINT_LABEL, sizeof FINGERPRINT_LABEL - 1);
  for (guint i = 0; i < FINGERPRINT_GROUPS; i++)
    {
      const guint8 *h = hash + 4 * i;
      guint32 group = (guint32)h[0] << 24 | (guint32)h[1] << 16 | (guint32)h[2] << 8 | h[3];

      g_string_append_printf (text, "%s%05u", i > 0 ? " " : "", group % 100000);
    }
  return g_string_free (text, FALSE);
}

/* --- changes --- */

typedef struct
{
  TlStore *store;
  JsonObject *pack;
  GPtrArray *changes;
  gboolean write;
} Taking;

static TlRateChange *
add_change (Taking *t, TlRateChangeKind kind, TlRecord *before, TlRecord *after)
{
  TlRateChange *change = g_new0 (TlRateChange, 1);
  g_autoptr (GString) what = g_string_new (NULL);

  change->kind = kind;
  change->before = before ? g_object_ref (before) : NULL;
  change->after = g_object_ref (after);
  for (guint field = 0; before && field < tl_type_info (TL_TYPE_RATE)->n_fields; field++)
    {
      g_autofree char *old = NULL, *new = NULL;

      if (tl_record_equal_field (before, after, field))
        continue;
      old = tl_record_format_field (before, field);
      new = tl_record_format_field (after, field);
      /* Translators: name of a field, its value before, its value after */
      g_string_append_printf (what, _ ("%s%s: %s → %s"), what->len > 0 ? "; " : "", tl_field_label (tl_type_field (TL_TYPE_RATE, field)),
                              old && *old ? old : "–", new && *new ? new : "–");
    }
  change->what = g_string_free (g_steal_pointer (&what), FALSE);
  g_ptr_array_add (t->changes, change);
  return change;
}

/* Lines dated after the new last day: they stay as they are. */
static gboolean
count_lines_after (Taking *t, TlRateChange *change, GError **error)
{
  const char *to = tl_record_text (change->after, TL_RATE_VALID_TO);
  g_autoptr (GError) local = NULL;

  if (change->before == NULL || to == NULL)
    return TRUE;
  change->lines_after = (guint)tl_query_lines_of_rate (t->store, tl_record_id (change->before), to, NULL, &local);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

static gboolean
take (Taking *t, TlRecord *before, TlRecord *after, GError **error)
{
  return tl_record_validate (after, error) && tl_rate_judge (t->store, before, after, error) && tl_guarded_save (t->store, after, error);
}

static gboolean
take_end (Taking *t, JsonObject *end, guint no, GError **error)
{
  const char *category = text_of (end, "category");
  const char *on = text_of (end, "on");
  g_autoptr (TlRecord) before = NULL;
  g_autoptr (TlRecord) after = NULL;
  TlDate day;

  if (category == NULL || tl_list_find (tl_list_get ("cost_category"), category) == NULL)
    return invalid (error, _ ("ends: entry %u names no category that there is."), no);
  if (on == NULL || !tl_date_parse_iso (on, &day))
    return invalid (error, _ ("ends: entry %u has no day (YYYY-MM-DD)."), no);
  before = tl_rate_find (t->store, category, day, error);
  if (before == NULL)
    return FALSE;
  if (g_strcmp0 (tl_record_text (before, TL_RATE_VALID_TO), on) == 0)
    return TRUE;
  after = tl_record_copy (before);
  tl_record_set_text (after, TL_RATE_VALID_TO, on);
  return take (t, before, after, error) && count_lines_after (t, add_change (t, TL_RATE_ENDED, before, after), error);
}

static gboolean
same_rate (TlRecord *a, TlRecord *b)
{
  for (guint field = 0; field < tl_type_info (TL_TYPE_RATE)->n_fields; field++)
    if (!tl_record_equal_field (a, b, field))
      return FALSE;
  return TRUE;
}

static gboolean
take_rate (Taking *t, JsonObject *rate, guint no, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TlRecord) after = tl_rate_pack_record (t->pack, rate, &local);
  g_autoptr (TlRecord) before = NULL;
  TlRateChange *change = NULL;

  if (after)
    before = tl_store_load (t->store, TL_TYPE_RATE, tl_record_id (after), NULL);
  if (after && before && same_rate (before, after))
    {
      add_change (t, TL_RATE_SAME, before, after);
      return TRUE;
    }
  if (after && take (t, before, after, &local))
    {
      change = add_change (t, before ? TL_RATE_CHANGED : TL_RATE_NEW, before, after);
      return count_lines_after (t, change, error);
    }
  g_propagate_prefixed_error (error, g_steal_pointer (&local), _ ("rates, entry %u: "), no);
  return FALSE;
}

static gboolean
take_all (Taking *t, GError **error)
{
  JsonArray *ends = json_object_has_member (t->pack, "ends") ? json_object_get_array_member (t->pack, "ends") : NULL;
  JsonArray *rates = json_object_get_array_member (t->pack, "rates");

  for (guint i = 0; ends && i < json_array_get_length (ends); i++)
    if (!take_end (t, json_array_get_object_element (ends, i), i + 1, error))
      return FALSE;
  for (guint i = 0; i < json_array_get_length (rates); i++)
    if (!take_rate (t, json_array_get_object_element (rates, i), i + 1, error))
      return FALSE;
  if (t->changes->len == 0)
    return invalid (error, _ ("This pack holds no rate."));
  return TRUE;
}

/* --- preview and import --- */

gboolean
tl_rate_pack_take (TlStore *store, JsonObject *pack, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_rate_change_free);
  Taking taking = {.store = store, .pack = pack, .changes = changes};

  return take_all (&taking, error);
}

typedef struct
{
  GBytes *bytes;
  const char *compared; /* fingerprint heard from the province, or NULL */
  gboolean write;
  TlRatePack *result;
} Args;

static char *
digits_of (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; p && *p; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  return g_string_free (digits, FALSE);
}

static gboolean
check_trust (TlStore *store, Args *args, const char *own, GError **error)
{
  g_autofree char *heard = digits_of (args->compared);
  g_autofree char *mine = digits_of (own);

  if (!tl_rate_may_import (store, error))
    return FALSE;
  if (tl_support_is_province (store))
    return TRUE;
  if (*heard == '\0')
    return invalid (error, _ ("fingerprint: a site takes a pack only with the 25 digits that the province reads out. Nothing was changed."));
  if (!g_str_equal (heard, mine))
    return invalid (error, _ ("fingerprint: these digits are not those of this file. It is another pack, or it was changed on the way. "
                              "Nothing was changed."));
  return TRUE;
}

static gboolean
note_import (TlStore *store, const TlRatePack *pack, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *detail = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (detail, "pack", pack->name);
  json_object_set_string_member (detail, "fingerprint", pack->fingerprint);
  json_node_take_object (node, detail);
  text = json_to_string (node, FALSE);
  return tl_journal_note (store, "rates-imported", TL_TYPE_RATE, NULL, text, error);
}

/* The preview is the import itself, rolled back: it cannot promise what the import would refuse. */
static gboolean
take_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (JsonObject) pack = parse (args->bytes, error);
  g_autofree char *own = fingerprint (args->bytes);
  JsonObject *text = pack && json_object_has_member (pack, "text") ? json_object_get_object_member (pack, "text") : NULL;
  Taking taking = {.store = store, .pack = pack};

  if (pack == NULL || (args->write && !check_trust (store, args, own, error)))
    return FALSE;
  args->result = g_new0 (TlRatePack, 1);
  args->result->name = g_strdup (text_of (pack, "pack"));
  args->result->text = g_strdup (text ? text_of (text, "short") : NULL);
  args->result->fingerprint = g_steal_pointer (&own);
  args->result->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_rate_change_free);
  taking.changes = args->result->changes;
  if (!take_all (&taking, error))
    return FALSE;
  if (args->write)
    return note_import (store, args->result, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "preview");
  return FALSE;
}

static TlRatePack *
run (TlStore *store, GBytes *bytes, const char *compared, gboolean write, GError **error)
{
  Args args = {bytes, compared, write, NULL};
  g_autoptr (GError) local = NULL;

  if (tl_store_transaction (store, take_in_transaction, &args, &local)
      || (!write && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return args.result;
  g_propagate_error (error, g_steal_pointer (&local));
  g_clear_pointer (&args.result, tl_rate_pack_free);
  return NULL;
}

/* --- export --- */

typedef struct
{
  const char *name;
  const char *text;
} ExportArgs;

static void
add_member (JsonObject *object, TlRecord *rate, guint field)
{
  const char *name = tl_type_field (TL_TYPE_RATE, field)->name;
  g_autoptr (JsonObject) all = tl_record_to_json (rate, FALSE);

  if (json_object_has_member (all, name))
    json_object_set_member (object, name, json_node_copy (json_object_get_member (all, name)));
}

static gpointer
export_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  ExportArgs *args = data;
  g_autoptr (GPtrArray) rates = tl_store_list (store, TL_TYPE_RATE, NULL, 0, TL_RATE_VALID_FROM, FALSE, 0, 0, error);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *pack = json_object_new ();
  JsonArray *list = json_array_new ();
  char *text;
  gsize length;

  json_object_set_string_member (pack, "pack", args->name);
  json_object_set_array_member (pack, "rates", list);
  json_node_take_object (node, pack);
  if (rates == NULL)
    return NULL;
  for (guint i = 0; i < rates->len; i++)
    {
      TlRecord *rate = rates->pdata[i];
      JsonObject *object;

      if (args->text && strstr (tl_record_text (rate, TL_RATE_LEGAL_BASIS), args->text) == NULL)
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "id", tl_record_id (rate));
      for (guint field = 0; field < tl_type_info (TL_TYPE_RATE)->n_fields; field++)
        add_member (object, rate, field);
      json_array_add_object_element (list, object);
    }
  if (json_array_get_length (list) == 0)
    {
      invalid (error, _ ("There is no rate of that text. Nothing was written."));
      return NULL;
    }
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, &length);
  return g_bytes_new_take (text, length);
}

/* --- inside this room --- */

TlRecord *
tl_rate_pack_record (JsonObject *pack, JsonObject *rate, GError **error)
{
  const char *category = text_of (rate, "category");
  const char *from = text_of (rate, "valid_from");
  const char *own_id = text_of (rate, "id");
  JsonObject *text = json_object_has_member (pack, "text") ? json_object_get_object_member (pack, "text") : NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autofree char *id = NULL;

  if (category == NULL)
    {
      invalid (error, _ ("category: missing."));
      return NULL;
    }
  if (own_id && !tl_uuid_is_valid (own_id))
    {
      invalid (error, _ ("id: not a UUID in lower case"));
      return NULL;
    }
  /* By pack and category, and by its first day where it has one of its own: one pack may hold two levels. */
  id = own_id ? g_strdup (own_id) : tl_generated_id ("rate", text_of (pack, "pack"), from ? from : "", category, 0);
  record = tl_record_new_with_id (TL_TYPE_RATE, id);
  tl_record_set_text (record, TL_RATE_VALID_FROM, text_of (pack, "valid_from"));
  tl_record_set_text (record, TL_RATE_VALID_TO, text_of (pack, "valid_to"));
  tl_record_set_text (record, TL_RATE_TEXT, text ? text_of (text, "full") : NULL);
  return tl_record_apply_json (record, rate, error) ? g_steal_pointer (&record) : NULL;
}

/* --- public --- */

void
tl_rate_change_free (TlRateChange *change)
{
  g_clear_object (&change->before);
  g_clear_object (&change->after);
  g_free (change->what);
  g_free (change);
}

void
tl_rate_pack_free (TlRatePack *pack)
{
  g_free (pack->name);
  g_free (pack->text);
  g_free (pack->fingerprint);
  g_clear_pointer (&pack->changes, g_ptr_array_unref);
  g_free (pack);
}

TlRatePack *
tl_rate_pack_preview (TlStore *store, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return run (store, bytes, NULL, FALSE, error);
}

TlRatePack *
tl_rate_pack_import (TlStore *store, GBytes *bytes, const char *compared, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return run (store, bytes, compared, TRUE, error);
}

GBytes *
tl_rate_pack_export (TlStore *store, const char *name, const char *text, char **digits, GError **error)
{
  ExportArgs args = {name, text};
  GBytes *bytes;

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  bytes = tl_store_call (store, export_job, &args, error);
  if (bytes && digits)
    *digits = fingerprint (bytes);
  return bytes;
}
