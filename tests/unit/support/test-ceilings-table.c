/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ceilings step by step, from tests/support/ceilings.tsv: a table that an officer can read and add to. Each row has a
 * register's part of its own: people, cases, officers and trips that no other row touches. */

#include <string.h>

#include "fixture.h"
#include "record/text.h"

enum
{
  WORDS,
  BEFORE,
  STEP,
  RESULT,
  LEVEL,
  USED,
  LEFT,
  N_COLUMNS
};

typedef struct
{
  Fixture *f;
  char *a, *b, *c;         /* people */
  char *one, *two, *three; /* cases */
  char *officers[2];
  char *trips[2];
  GPtrArray *lines;          /* (element-type utf8): ids, in the order they were added */
  TlSupportPreview *preview; /* of the step looked at */
} Row;

static void
row_set_up (Row *row, Fixture *f)
{
  row->f = f;
  row->one = put_case (f, "2026-03-01T08:00:00+07:00", &row->a);
  row->b = put (f, TL_TYPE_PERSON, "{'alias':'Bé Na','sex':'female'}");
  row->two = put_case (f, "2026-03-01T08:00:00+07:00", &row->c);
  row->three = put (f, TL_TYPE_CASE,
                    "{'victim':'%s','opened_at':'2026-03-20T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", row->a);
  row->officers[0] = put (f, TL_TYPE_STAFF, "{'full_name':'Trần Thị Mai','role':'shelter','counsellor':true}");
  row->officers[1] = put (f, TL_TYPE_STAFF, "{'full_name':'Lê Văn Nam','role':'shelter','counsellor':true}");
  row->trips[0] = put (f, TL_TYPE_TRIP, "{'case':'%s','purpose':'home','people':['%s','%s']}", row->one, row->a, row->b);
  row->trips[1] = put (f, TL_TYPE_TRIP, "{'case':'%s','purpose':'facility','people':['%s']}", row->one, row->a);
  row->lines = g_ptr_array_new_with_free_func (g_free);
}

/* The table names collaborators again and again: what a row paid is taken away before the next. */
static void
row_tear_down (Row *row)
{
  char *texts[]
      = {row->a, row->b, row->c, row->one, row->two, row->three, row->officers[0], row->officers[1], row->trips[0], row->trips[1]};

  for (guint i = row->lines->len; i > 0; i--)
    {
      g_autoptr (TlRecord) line = load (row->f, TL_TYPE_SUPPORT, g_ptr_array_index (row->lines, i - 1));
      g_autoptr (GError) error = NULL;

      tl_record_set_text (line, TL_SUPPORT_OVER_LIMIT_REASON, "hết hàng");
      tl_record_set_text (line, TL_SUPPORT_DECISION_NO, "0/QĐ");
      if (g_strcmp0 (tl_record_text (line, TL_SUPPORT_STATE), "void") != 0)
        tl_support_save (row->f->store, line, &error);
      g_assert_no_error (error);
    }
  for (guint i = row->lines->len; i > 0; i--)
    {
      g_autoptr (GError) error = NULL;

      tl_store_delete (row->f->store, TL_TYPE_SUPPORT, g_ptr_array_index (row->lines, i - 1), "hết hàng", &error);
      g_assert_no_error (error);
    }
  g_ptr_array_unref (row->lines);
  g_clear_pointer (&row->preview, tl_support_preview_free);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

static void
set_person (TlRecord *line, const char *case_id, const char *person)
{
  tl_record_set_text (line, TL_SUPPORT_CASE, case_id);
  tl_record_set_text (line, TL_SUPPORT_PERSON, person);
}

static gboolean
apply_person (Row *row, TlRecord *line, const char *word)
{
  const struct
  {
    const char *word, *case_id, *person;
  } people[] = {{"A", row->one, row->a},    {"B", row->one, row->b}, {"C", row->two, row->c},
                {"A2", row->three, row->a}, {"vụ1", row->one, NULL}, {"người_A", NULL, row->a}};

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    if (g_str_equal (word, people[i].word))
      {
        set_person (line, people[i].case_id, people[i].person);
        return TRUE;
      }
  return FALSE;
}

static gboolean
apply_number (TlRecord *line, const char *word)
{
  g_autoptr (GError) error = NULL;
  guint field = TL_SUPPORT_AMOUNT;

  if (g_str_has_prefix (word, "×"))
    {
      field = TL_SUPPORT_QUANTITY;
      word += strlen ("×");
    }
  else if (strchr (word, '/'))
    field = tl_record_has (line, TL_SUPPORT_DATE) ? TL_SUPPORT_DATE_TO : TL_SUPPORT_DATE;
  tl_record_parse_field (line, field, word, &error);
  g_assert_no_error (error);
  return TRUE;
}

static void
apply_word (Row *row, TlRecord *line, const char *word, gboolean edit)
{
  if (apply_person (row, line, word))
    return;
  if (g_str_has_prefix (word, "cb"))
    tl_record_set_text (line, TL_SUPPORT_STAFF, row->officers[word[2] - '1']);
  else if (g_str_has_prefix (word, "đi"))
    tl_record_set_text (line, TL_SUPPORT_TRIP, row->trips[word[strlen ("đi")] - '1']);
  else if (g_str_has_prefix (word, "tên:"))
    {
      g_autofree char *name = g_strdelimit (g_strdup (word + strlen ("tên:")), "_", ' ');

      tl_record_set_text (line, TL_SUPPORT_PAYEE_NAME, name);
    }
  else if (g_str_has_prefix (word, "nguồn:"))
    tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, word + strlen ("nguồn:"));
  else if (g_str_equal (word, "QĐ") || g_str_equal (word, "lý_do") || g_str_equal (word, "số_QĐ"))
    {
      if (!g_str_equal (word, "số_QĐ"))
        tl_record_set_text (line, TL_SUPPORT_OVER_LIMIT_REASON, "Trường hợp khó");
      if (!g_str_equal (word, "lý_do"))
        tl_record_set_text (line, TL_SUPPORT_DECISION_NO, "12/QĐ-UBND");
    }
  else if (g_str_equal (word, "không_QĐ"))
    {
      tl_record_unset (line, TL_SUPPORT_OVER_LIMIT_REASON);
      tl_record_unset (line, TL_SUPPORT_DECISION_NO);
    }
  else if (edit && strchr (word, '/'))
    {
      tl_record_unset (line, TL_SUPPORT_DATE);
      apply_number (line, word);
    }
  else
    apply_number (line, word);
}

static TlRecord *
nth_line (Row *row, const char *number)
{
  guint n = (guint)g_ascii_strtoull (number, NULL, 10);

  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpuint (n, <=, row->lines->len);
  return load (row->f, TL_TYPE_SUPPORT, g_ptr_array_index (row->lines, n - 1));
}

static gboolean
change_trip (Row *row, const char *which, char **people, GError **error)
{
  g_autoptr (TlRecord) trip = load (row->f, TL_TYPE_TRIP, row->trips[which[strlen ("đi")] - '1']);
  g_autoptr (GString) set = g_string_new (NULL);

  for (guint i = 0; people[i]; i++)
    g_string_append_printf (set, "%s%s", i > 0 ? " " : "", g_str_equal (people[i], "A") ? row->a : row->b);
  tl_record_set_text (trip, TL_TRIP_PEOPLE, set->str);
  return tl_store_save (row->f->store, trip, error);
}

static TlRecord *
correction_of (TlRecord *line, const char *money)
{
  g_autoptr (GError) error = NULL;
  TlRecord *correction = tl_record_new (TL_TYPE_SUPPORT);
  guint fields[] = {TL_SUPPORT_CATEGORY, TL_SUPPORT_CASE, TL_SUPPORT_PERSON, TL_SUPPORT_DATE, TL_SUPPORT_STAFF};

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    tl_record_copy_field (correction, line, fields[i]);
  tl_record_set_text (correction, TL_SUPPORT_CORRECTS, tl_record_id (line));
  tl_record_parse_field (correction, TL_SUPPORT_AMOUNT, money, &error);
  g_assert_no_error (error);
  tl_record_set_int (correction, TL_SUPPORT_AMOUNT, -tl_record_int (correction, TL_SUPPORT_AMOUNT));
  return correction;
}

/* A negative sum is not something a form takes: set by hand. */
static void
apply_words (Row *row, TlRecord *line, char **words, gboolean edit)
{
  for (guint i = 0; words[i]; i++)
    if (edit && *words[i] == '-')
      {
        gint64 money;

        g_assert_true (tl_money_parse (words[i] + 1, &money));
        tl_record_set_int (line, TL_SUPPORT_AMOUNT, -money);
        tl_record_unset (line, TL_SUPPORT_UNIT_PRICE);
      }
    else
      apply_word (row, line, words[i], edit);
}

static gboolean
save (Row *row, TlRecord *line, GError **error)
{
  g_clear_pointer (&row->preview, tl_support_preview_free);
  row->preview = tl_support_preview (row->f->store, line, NULL);
  return tl_support_save (row->f->store, line, error);
}

static gboolean
take_step (Row *row, const char *step, GError **error)
{
  g_auto (GStrv) words = g_strsplit (step, " ", -1);
  g_autoptr (TlRecord) line = NULL;

  if (g_str_has_prefix (words[0], "đi"))
    return change_trip (row, words[0], words + 1, error);
  if (g_str_equal (words[0], "thêm"))
    {
      line = record_from (TL_TYPE_SUPPORT, "{'category':'%s'}", words[1]);
      apply_words (row, line, words + 2, FALSE);
    }
  else
    {
      g_autoptr (TlRecord) stored = nth_line (row, words[1]);

      if (g_str_equal (words[0], "xóa"))
        {
          if (!tl_store_delete (row->f->store, TL_TYPE_SUPPORT, tl_record_id (stored), "nhập nhầm", error))
            return FALSE;
          /* The number stays taken: later steps count on. */
          g_ptr_array_remove (row->lines, g_ptr_array_index (row->lines, (guint)g_ascii_strtoull (words[1], NULL, 10) - 1));
          return TRUE;
        }
      if (g_str_equal (words[0], "bớt"))
        line = correction_of (stored, words[2]);
      else
        {
          line = g_object_ref (stored);
          if (g_str_equal (words[0], "hủy"))
            return tl_support_void (row->f->store, (const char *const[]){tl_record_id (line), NULL}, "nhập nhầm", error);
          g_assert_cmpstr (words[0], ==, "sửa");
          apply_words (row, line, words + 2, TRUE);
          return save (row, line, error);
        }
    }
  if (!save (row, line, error))
    return FALSE;
  g_ptr_array_add (row->lines, g_strdup (tl_record_id (line)));
  return TRUE;
}

/* The ceiling that has least left is the one the row speaks of. */
static const TlCeiling *
find_ceiling (const Row *row, gint64 level)
{
  const TlCeiling *found = NULL;

  g_assert_nonnull (row->preview);
  for (guint i = 0; i < row->preview->ceilings->len; i++)
    {
      const TlCeiling *ceiling = g_ptr_array_index (row->preview->ceilings, i);

      if (ceiling->level == (ceiling->is_quantity ? level * 1000 : level)
          && (found == NULL || ceiling->used + ceiling->this_line > found->used + found->this_line))
        found = ceiling;
    }
  return found;
}

static void
check_ceiling (const Row *row, char **cells, guint number)
{
  gint64 expected[3] = {0};
  const TlCeiling *ceiling;
  gint64 unit;

  for (int i = 0; i < 3; i++)
    {
      const char *text = cells[LEVEL + i];
      gboolean below = *text == '-';

      g_assert_true (tl_money_parse (text + below, &expected[i]));
      if (below)
        expected[i] = -expected[i];
    }
  ceiling = find_ceiling (row, expected[0]);
  if (ceiling == NULL)
    g_error ("row %u (%s): no ceiling of %s", number, cells[WORDS], cells[LEVEL]);
  unit = ceiling->is_quantity ? 1000 : 1;
  if (ceiling->used != expected[1] * unit || ceiling->level - ceiling->used - ceiling->this_line != expected[2] * unit)
    g_error ("row %u (%s): used %" G_GINT64_FORMAT ", this %" G_GINT64_FORMAT, number, cells[WORDS], ceiling->used, ceiling->this_line);
}

static void
check_row (Fixture *f, char **cells, guint number)
{
  g_auto (GStrv) before = *cells[BEFORE] ? g_strsplit (cells[BEFORE], " ; ", -1) : g_new0 (char *, 1);
  g_autoptr (GError) error = NULL;
  Row row = {0};
  gboolean done;

  row_set_up (&row, f);
  for (guint i = 0; before[i]; i++)
    if (!take_step (&row, before[i], &error))
      g_error ("row %u (%s), step %u: %s", number, cells[WORDS], i + 1, error->message);
  done = take_step (&row, cells[STEP], &error);
  if (done != g_str_equal (cells[RESULT], "được"))
    g_error ("row %u (%s): %s", number, cells[WORDS], error ? error->message : "saved");
  if (g_str_equal (cells[RESULT], "vượt"))
    g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING);
  if (g_str_equal (cells[RESULT], "sai"))
    g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  if (*cells[LEVEL])
    check_ceiling (&row, cells, number);
  row_tear_down (&row);
}

static void
step_by_step (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", "ceilings.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rows = NULL;
  guint checked = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  set_today ("2027-01-05T08:00:00+07:00");
  rows = g_strsplit (text, "\n", -1);
  for (guint i = 0; rows[i]; i++)
    {
      g_auto (GStrv) cells = NULL;

      if (*rows[i] == '\0' || *rows[i] == '#')
        continue;
      cells = g_strsplit (rows[i], "\t", -1);
      if (g_strv_length (cells) != N_COLUMNS)
        g_error ("line %u has %u columns", i + 1, g_strv_length (cells));
      check_row (f, cells, i + 1);
      checked++;
    }
  g_assert_cmpuint (checked, >=, 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/ceiling/step-by-step", step_by_step);
  return g_test_run ();
}
