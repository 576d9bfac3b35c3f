/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Worked cases of generated lines from tests/support/stays.tsv, a table that an officer can read and add to: who
 * stayed, who counselled, where they went, what was corrected afterwards; then what all lines of each kind come to.
 * After each row the same is worked out once more, which must change nothing. */

#include <string.h>

#include "fixture.h"
#include "record/text.h"

enum
{
  WORDS,
  STEPS,
  EXPECTED,
  N_COLUMNS
};

typedef struct
{
  Fixture *f;
  GHashTable *people;   /* word → id */
  GHashTable *cases;    /* word of a person → id of the case */
  GHashTable *stays;    /* word of a person → id of the last stay */
  GHashTable *sessions; /* word of a person → GPtrArray of ids */
  GHashTable *staff;    /* word → id */
  char *trip;
  char *last_month; /* "03/2026" */
} Row;

/* --- words --- */

static char *
time_of (const char *date, const char *clock)
{
  g_auto (GStrv) parts = g_strsplit (date, "/", 3);

  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  return g_strdup_printf ("%s-%s-%sT%s:00+07:00", parts[2], parts[1], parts[0], clock ? clock : "08:00");
}

static char *
iso_of (const char *date)
{
  g_autofree char *time = time_of (date, NULL);

  return g_strndup (time, 10);
}

static void
month_of (const char *word, TlDate *from, TlDate *to)
{
  g_autofree char *text = g_strdup_printf ("01/%s", word);
  g_autofree char *iso = iso_of (text);

  *from = day (iso);
  *to = tl_date_month_end (*from);
}

static const char *
find (GHashTable *table, const char *word)
{
  const char *id = g_hash_table_lookup (table, word);

  if (id == NULL)
    g_error ("nobody is called %s", word);
  return id;
}

static const char *
staff_of (Row *row, const char *word)
{
  if (!g_hash_table_contains (row->staff, word))
    g_hash_table_insert (row->staff, g_strdup (word),
                         put (row->f, TL_TYPE_STAFF, "{'full_name':'Cán bộ %s','role':'shelter','counsellor':true}", word));
  return find (row->staff, word);
}

/* "mẹ", "con1", "con2" are of the first case; "chị2" has a case of her own; "mẹ@2" is the mother's second case. */
static const char *
person_of (Row *row, const char *word)
{
  g_autofree char *name = g_strdup (word);

  if (strchr (name, '@'))
    *strchr (name, '@') = '\0';
  if (!g_hash_table_contains (row->people, name))
    {
      gboolean victim = !g_str_has_prefix (name, "con");

      g_hash_table_insert (row->people, g_strdup (name),
                           put (row->f, TL_TYPE_PERSON, "{'alias':'%s','sex':'female','birth_year':%d}", name, victim ? 1990 : 2016));
      if (!victim)
        {
          g_hash_table_insert (row->cases, g_strdup (name), g_strdup (find (row->cases, "mẹ")));
          g_free (put (row->f, TL_TYPE_COMPANION, "{'case':'%s','person':'%s','relation':'child'}", find (row->cases, "mẹ"),
                       find (row->people, name)));
        }
    }
  if (!g_hash_table_contains (row->cases, word))
    g_hash_table_insert (row->cases, g_strdup (word),
                         put (row->f, TL_TYPE_CASE,
                              "{'victim':'%s','opened_at':'2026-02-01T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}",
                              find (row->people, name)));
  return find (row->people, name);
}

/* --- steps --- */

static void
set_time (Row *row, const char *who, guint field, const char *date, const char *clock)
{
  g_autoptr (TlRecord) stay = load (row->f, TL_TYPE_STAY, find (row->stays, who));
  g_autofree char *text = time_of (date, clock);
  g_autoptr (GError) error = NULL;
  gint64 at;

  g_assert_true (tl_time_parse_iso (text, &at));
  tl_record_set_int (stay, field, at);
  tl_store_save (row->f->store, stay, &error);
  g_assert_no_error (error);
}

static void
add_stay (Row *row, char **w)
{
  const char *person = person_of (row, w[0]);
  g_autofree char *in = time_of (w[2], w[3]);
  g_autofree char *out = w[4] ? time_of (w[5], w[6]) : NULL;
  g_autofree char *until = out ? g_strdup_printf (",'checked_out_at':'%s'", out) : g_strdup ("");

  g_hash_table_insert (
      row->stays, g_strdup (w[0]),
      put (row->f, TL_TYPE_STAY, "{'case':'%s','person':'%s','checked_in_at':'%s'%s}", find (row->cases, w[0]), person, in, until));
}

static void
add_sessions (Row *row, const char *who, const char *staff, guint n, const char *month)
{
  const char *person = person_of (row, who);
  GPtrArray *ids = g_hash_table_lookup (row->sessions, who);
  TlDate from, to;

  month_of (month, &from, &to);
  if (ids == NULL)
    g_hash_table_insert (row->sessions, g_strdup (who), ids = g_ptr_array_new_with_free_func (g_free));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *on = tl_date_to_iso (from + (TlDate)(i % 28));

      g_ptr_array_add (ids, put (row->f, TL_TYPE_CARE,
                                 "{'case':'%s','person':'%s','staff':'%s','kind':'counselling','at':'%sT%02u:00:00+07:00'}",
                                 find (row->cases, who), person, staff_of (row, staff), on, 8 + i / 28));
    }
}

static void
drop_sessions (Row *row, const char *who, guint n)
{
  GPtrArray *ids = g_hash_table_lookup (row->sessions, who);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      tl_store_delete (row->f->store, TL_TYPE_CARE, g_ptr_array_index (ids, ids->len - 1), "nhập nhầm", &error);
      g_assert_no_error (error);
      g_ptr_array_remove_index (ids, ids->len - 1);
    }
}

/* "đi về_nhà 12/03/2026 13/03/2026 mẹ+con1 cb1" */
static void
add_trip (Row *row, char **w)
{
  static const char *const purposes[][2]
      = {{"về_nhà", "home"}, {"tuyến_trên", "facility"}, {"trợ_giúp_pháp_lý", "legal_aid"}, {"bệnh_viện", "hospital"}};
  g_auto (GStrv) who = g_strsplit (w[4], "+", -1);
  g_autoptr (GString) people = g_string_new (NULL);
  g_autofree char *from = time_of (w[2], NULL);
  g_autofree char *to = time_of (w[3], "17:00");
  g_autofree char *escorts = w[5] ? g_strdup_printf ("'%s'", staff_of (row, w[5])) : g_strdup ("");
  const char *purpose = NULL;

  for (guint i = 0; who[i]; i++)
    g_string_append_printf (people, "%s'%s'", i ? "," : "", person_of (row, who[i]));
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_str_equal (purposes[i][0], w[1]))
      purpose = purposes[i][1];
  g_assert_nonnull (purpose);
  g_free (row->trip);
  row->trip = put (row->f, TL_TYPE_TRIP, "{'case':'%s','purpose':'%s','from_at':'%s','to_at':'%s','people':[%s],'escorts':[%s]}",
                   find (row->cases, who[0]), purpose, from, to, people->str, escorts);
}

/* A new text: the old rate ends the day before. */
static void
raise_rate (Row *row, const char *category, const char *level, const char *from)
{
  g_autofree char *iso = iso_of (from);
  g_autofree char *before = tl_date_to_iso (day (iso) - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) old = tl_rate_find (row->f->store, category, day (iso), &error);
  g_autoptr (TlRecord) fresh = NULL;
  gint64 amount;

  g_assert_no_error (error);
  fresh = tl_record_new (TL_TYPE_RATE);
  for (guint i = 0; i < tl_type_info (TL_TYPE_RATE)->n_fields; i++)
    if (tl_record_has (old, i))
      {
        if (tl_type_field (TL_TYPE_RATE, i)->kind == TL_KIND_INT || tl_type_field (TL_TYPE_RATE, i)->kind == TL_KIND_MONEY
            || tl_type_field (TL_TYPE_RATE, i)->kind == TL_KIND_DECIMAL || tl_type_field (TL_TYPE_RATE, i)->kind == TL_KIND_BOOL)
          tl_record_set_int (fresh, i, tl_record_int (old, i));
        else
          tl_record_set_text (fresh, i, tl_record_text (old, i));
      }
  g_assert_true (tl_money_parse (level, &amount));
  tl_record_set_int (fresh, TL_RATE_LEVEL, amount);
  tl_record_set_text (fresh, TL_RATE_VALID_FROM, iso);
  tl_record_set_text (old, TL_RATE_VALID_TO, before);
  put_rate (row->f, old);
  put_rate (row->f, fresh);
}

static void
generate (Row *row, const char *month, const char *with, guint *done)
{
  g_auto (GStrv) taken = with ? g_strsplit (with, ",", -1) : NULL;
  TlGenerate choice = {.with = (const char *const *)taken, .decision_no = "7/QĐ-UBND"};
  g_autoptr (GError) error = NULL;

  month_of (month, &choice.from, &choice.to);
  tl_support_generate_chosen (row->f->store, &choice, done, &error);
  g_assert_no_error (error);
}

static void
finalise (Row *row, const char *month)
{
  TlDate from, to;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = NULL;

  month_of (month, &from, &to);
  statement = tl_statement_make (row->f->store, "detail", from, to, NULL, &error);
  g_assert_no_error (error);
  tl_statement_approve_and_finalise (row->f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
}

static void
void_lines (Row *row, const char *category, const char *who)
{
  TlWhere where[] = {
      {TL_SUPPORT_CATEGORY, "=", category, 0}, {TL_SUPPORT_PERSON, "=", find (row->people, who), 0}, {TL_SUPPORT_STATE, "=", "draft", 0}};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines
      = tl_store_list (row->f->store, TL_TYPE_SUPPORT, where, G_N_ELEMENTS (where), TL_QUERY_ID, FALSE, 0, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    {
      tl_support_void (row->f->store, (const char *const[]){tl_record_id (g_ptr_array_index (lines, i)), NULL}, "không nhận", &error);
      g_assert_no_error (error);
    }
}

static void
change_setting (Row *row, const char *key, const char *value)
{
  static const struct
  {
    const char *word, *key, *yes, *no;
  } keys[] = {{"người_đi_cùng", "support.companions_meals", "1", "0"}, {"ngày_đi", "support.leaving_day_counts", "1", "0"}};

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].word, key))
      {
        set_setting (row->f, keys[i].key, g_str_equal (value, "có") ? keys[i].yes : keys[i].no);
        return;
      }
  g_error ("no setting %s", key);
}

static void
change_person (Row *row, const char *who, const char *words)
{
  g_autoptr (TlRecord) person = load (row->f, TL_TYPE_PERSON, person_of (row, who));
  g_autoptr (GError) error = NULL;

  tl_record_set_text (person, TL_PERSON_CHILD_PROTECTION, g_str_equal (words, "bị_xâm_hại") ? "abused" : "at_risk");
  tl_store_save (row->f->store, person, &error);
  g_assert_no_error (error);
}

static void
take_step (Row *row, const char *step)
{
  g_auto (GStrv) w = g_strsplit (step, " ", -1);

  if (g_str_equal (w[0], "tính"))
    {
      generate (row, w[1], w[2], NULL);
      g_free (row->last_month);
      row->last_month = g_strdup (w[1]);
    }
  else if (g_str_equal (w[0], "chốt"))
    finalise (row, w[1]);
  else if (g_str_equal (w[0], "hôm_nay"))
    {
      g_autofree char *now = time_of (w[1], "10:00");

      set_today (now);
    }
  else if (g_str_equal (w[0], "cài"))
    change_setting (row, w[1], w[2]);
  else if (g_str_equal (w[0], "mức"))
    raise_rate (row, w[1], w[2], w[3]);
  else if (g_str_equal (w[0], "hủy"))
    void_lines (row, w[1], w[2]);
  else if (g_str_equal (w[0], "đi"))
    add_trip (row, w);
  else if (g_str_equal (w[0], "ghi"))
    {
      const char *person = person_of (row, w[2]);
      g_autofree char *on = iso_of (w[4]);
      g_autofree char *staff = w[5] ? g_strdup_printf (",'staff':'%s'", staff_of (row, w[5])) : g_strdup ("");

      g_free (put (row->f, TL_TYPE_SUPPORT,
                   "{'category':'%s','case':'%s','person':'%s','quantity':%s,'date':'%s','funding_source':'province'%s}", w[1],
                   find (row->cases, w[2]), person, w[3], on, staff));
    }
  else if (g_str_equal (w[1], "ở"))
    add_stay (row, w);
  else if (g_str_equal (w[1], "vào"))
    set_time (row, w[0], TL_STAY_CHECKED_IN_AT, w[2], w[3]);
  else if (g_str_equal (w[1], "ra"))
    set_time (row, w[0], TL_STAY_CHECKED_OUT_AT, w[2], w[3]);
  else if (g_str_equal (w[1], "không_ở"))
    {
      g_autoptr (GError) error = NULL;

      tl_store_delete (row->f->store, TL_TYPE_STAY, find (row->stays, w[0]), "nhập nhầm", &error);
      g_assert_no_error (error);
    }
  else if (g_str_equal (w[1], "tư_vấn"))
    add_sessions (row, w[0], w[3], (guint)g_ascii_strtoull (w[2], NULL, 10), w[4]);
  else if (g_str_equal (w[1], "bớt_tư_vấn"))
    drop_sessions (row, w[0], (guint)g_ascii_strtoull (w[2], NULL, 10));
  else if (g_str_equal (w[1], "là_trẻ"))
    change_person (row, w[0], w[2]);
  else
    g_error ("no step %s", step);
}

/* --- what it comes to --- */

static char *
sums_of (Fixture *f)
{
  static const char *const categories[] = {"meals", "counselling", "travel_meals", "escort", "child_file"};
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      TlWhere where[] = {{TL_SUPPORT_CATEGORY, "=", categories[i], 0}, {TL_SUPPORT_STATE, "!=", "void", 0}};
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) lines = tl_store_list (f->store, TL_TYPE_SUPPORT, where, 2, TL_QUERY_ID, FALSE, 0, 0, &error);
      gint64 quantity = 0, amount = 0;
      g_autofree char *money = NULL;

      g_assert_no_error (error);
      for (guint j = 0; j < lines->len; j++)
        {
          quantity += tl_record_int (g_ptr_array_index (lines, j), TL_SUPPORT_QUANTITY);
          amount += tl_record_int (g_ptr_array_index (lines, j), TL_SUPPORT_AMOUNT);
        }
      money = tl_money_format (amount);
      if (lines->len > 0)
        g_string_append_printf (text, "%s%s %d = %s", text->len ? " ; " : "", categories[i], (int)(quantity / 1000), money);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_row (char **columns, guint number)
{
  Fixture f = {0};
  Row row = {.f = &f,
             .people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
             .cases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
             .stays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
             .sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref),
             .staff = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free)};
  g_auto (GStrv) steps = g_strsplit (columns[STEPS], " ; ", -1);
  g_autofree char *sums = NULL;
  g_autofree char *again = NULL;
  guint done = 0;

  fixture_set_up (&f, NULL);
  for (guint i = 0; steps[i]; i++)
    take_step (&row, steps[i]);
  sums = sums_of (&f);
  if (!g_str_equal (sums, columns[EXPECTED]))
    g_error ("row %u (%s): seen “%s”, by hand “%s”", number, columns[WORDS], sums, columns[EXPECTED]);
  generate (&row, row.last_month, NULL, &done);
  again = sums_of (&f);
  if (done != 0 || !g_str_equal (sums, again))
    g_error ("row %u (%s): working it out again changed %u lines: “%s”", number, columns[WORDS], done, again);
  fixture_tear_down (&f, NULL);
  g_hash_table_unref (row.people);
  g_hash_table_unref (row.cases);
  g_hash_table_unref (row.stays);
  g_hash_table_unref (row.sessions);
  g_hash_table_unref (row.staff);
  g_free (row.trip);
  g_free (row.last_month);
}

static void
worked_stays (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", "stays.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rows = NULL;
  guint checked = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  rows = g_strsplit (text, "\n", -1);
  for (guint i = 0; rows[i]; i++)
    {
      g_auto (GStrv) columns = NULL;

      if (*rows[i] == '\0' || *rows[i] == '#')
        continue;
      columns = g_strsplit (rows[i], "\t", -1);
      if (g_strv_length (columns) != N_COLUMNS)
        g_error ("line %u has %u columns", i + 1, g_strv_length (columns));
      check_row (columns, i + 1);
      checked++;
    }
  g_assert_cmpuint (checked, >=, 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/support/generate/worked-cases-of-the-table", worked_stays);
  return g_test_run ();
}
