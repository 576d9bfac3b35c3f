/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ceilings. A rate says over what its ceiling runs (`cap_scope`); what is used is the sum of all other lines in
 * that scope, whatever their order of entry, and the line at hand comes on top. So an edit is judged like a new
 * line, and a second line cannot slip below a ceiling that the first has used up. Everything runs in the same job
 * and transaction as the save: two windows cannot both see room for one line.
 *
 * Three things keep the order of entry from mattering:
 *  (1) only what raises a sum is refused: a line may always go down, and one that a later text left above its
 *      ceiling may still be approved or noted on;
 *  (2) a line below zero holds room open for others: taking it away (void, deleted, moved) is judged like adding
 *      (tl_line_release), and so is leaving people out of a trip whose meals were counted for them (tl_trip_judge);
 *  (3) where the ceiling itself changed inside a scope (a month with two levels), each line counts under the ceiling
 *      of its own rate and under every greater one: first-old-then-new and first-new-then-old come to the same.
 * A line that gives reason and decision number may go above; it is marked in every statement. What no save could
 * see is found again (overruns.c). */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/line.h"
#include "support/rates.h"
#include "support/used-query.h"

typedef struct
{
  TlStore *store;
  TlLine *line;
  const char *scope;
  TlUsedKey key;
  TlUsedWho who;
  gboolean unmarked; /* the line was marked and is no longer: judged as if it were new */
  GPtrArray *ceilings;
} Judge;

typedef gboolean (*Match) (const Judge *judge, const TlUsedRow *row);

/* --- helpers --- */

static gint64
row_cap (const TlUsedRow *row, gboolean is_quantity)
{
  return is_quantity ? row->cap_quantity : row->cap_amount;
}

static gint64
row_value (const TlUsedRow *row, gboolean is_quantity)
{
  return is_quantity ? row->quantity : row->amount;
}

/* Whether the line stands under a ceiling of @cap: its own is that or a smaller one. */
static gboolean
counts (const Judge *judge, const TlUsedRow *row, gboolean is_quantity, gint64 cap)
{
  gint64 own = row_cap (row, is_quantity);

  return own >= 0 && own <= cap && g_strcmp0 (row->cap_scope, judge->scope) == 0 && !(judge->line->unmarked_only && row->marked);
}

static gboolean
is_this (const Judge *judge, const TlUsedRow *row)
{
  return g_str_equal (row->id, tl_record_id (judge->line->line));
}

/* @own: what the stored line already takes of it. */
static TlCeiling *
new_ceiling (const Judge *judge, const char *clause, gint64 level, gint64 used, gint64 own, gint64 this_line, gboolean is_quantity)
{
  TlCeiling *ceiling = g_new0 (TlCeiling, 1);
  gboolean raises = judge->line->unmarked_only || judge->unmarked ? this_line > 0 : this_line > own;

  ceiling->scope = g_strdup (judge->scope);
  ceiling->clause = g_strdup (clause);
  ceiling->level = level;
  ceiling->used = used;
  ceiling->this_line = this_line;
  ceiling->is_quantity = is_quantity;
  ceiling->exceeded = raises && used + this_line > level;
  return ceiling;
}

static TlCeiling *
weigh (const Judge *judge, GPtrArray *rows, Match match, const char *clause, gint64 cap, gint64 people, gboolean is_quantity)
{
  gint64 this_line = tl_record_int (judge->line->line, is_quantity ? TL_SUPPORT_QUANTITY : TL_SUPPORT_AMOUNT);
  gint64 used = 0, own = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const TlUsedRow *row = g_ptr_array_index (rows, i);

      if ((match && !match (judge, row)) || !counts (judge, row, is_quantity, cap))
        continue;
      if (is_this (judge, row))
        own = row_value (row, is_quantity);
      else
        used += row_value (row, is_quantity);
    }
  return new_ceiling (judge, clause, cap * people, used, own, this_line, is_quantity);
}

/* One kind of ceiling over the lines of @rows: the line's own, and a greater one of other lines if that breaks. */
static void
judge_kind (Judge *judge, GPtrArray *rows, Match match, gint64 people, gboolean is_quantity)
{
  TlRecord *rate = judge->line->rate;
  guint field = is_quantity ? TL_RATE_CAP_QUANTITY : TL_RATE_CAP_AMOUNT;
  gint64 cap;

  if (!tl_record_has (rate, field))
    return;
  cap = is_quantity ? tl_rate_quantity (rate, field) : tl_record_int (rate, field);
  g_ptr_array_add (judge->ceilings, weigh (judge, rows, match, tl_record_text (rate, TL_RATE_LEGAL_BASIS), cap, people, is_quantity));
  for (guint i = 0; i < rows->len; i++)
    {
      const TlUsedRow *row = g_ptr_array_index (rows, i);
      gint64 greater = row_cap (row, is_quantity);
      TlCeiling *ceiling;

      if (greater <= cap || g_strcmp0 (row->cap_scope, judge->scope) != 0)
        continue;
      ceiling = weigh (judge, rows, match, row->clause, greater, people, is_quantity);
      if (ceiling->exceeded)
        {
          g_ptr_array_add (judge->ceilings, ceiling);
          return;
        }
      tl_ceiling_free (ceiling);
    }
}

static void
judge_rows (Judge *judge, GPtrArray *rows, Match match, gint64 people)
{
  judge_kind (judge, rows, match, people, FALSE);
  judge_kind (judge, rows, match, people, TRUE);
}

static gboolean
judge_scope (Judge *judge, TlUsedScope over, Match match, GError **error)
{
  g_autoptr (GPtrArray) rows = tl_query_used (judge->store, over, &judge->key, error);

  if (rows == NULL)
    return FALSE;
  judge_rows (judge, rows, match, 1);
  return TRUE;
}

static gboolean
same_helper (const Judge *judge, const TlUsedRow *row)
{
  return tl_used_who_is (row, &judge->who);
}

static gboolean
same_person (const Judge *judge, const TlUsedRow *row)
{
  return g_strcmp0 (row->person, judge->key.person) == 0;
}

static gint64
count_people (const char *set)
{
  g_auto (GStrv) words = set ? g_strsplit (set, " ", -1) : NULL;
  gint64 n = 0;

  for (guint i = 0; words && words[i]; i++)
    n += *words[i] != '\0';
  return n;
}

/* How many people the line pays on this trip who are not this one: distinct helpers, a line that names none counts
 * one of its own. @own: (out): whether the stored line already pays this one. */
static gint64
other_people (const Judge *judge, GPtrArray *rows, gboolean *own)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  gint64 nameless = 0;

  *own = FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      TlUsedRow *row = g_ptr_array_index (rows, i);
      TlUsedWho who = tl_used_row_who (row);
      gboolean known = FALSE;

      if (judge->line->unmarked_only && row->marked)
        continue;
      if (same_helper (judge, row) || (is_this (judge, row) && tl_used_who_is_nobody (&who) && tl_used_who_is_nobody (&judge->who)))
        {
          *own = *own || is_this (judge, row);
          continue;
        }
      if (is_this (judge, row))
        continue;
      for (guint j = 0; j < seen->len && !known; j++)
        known = tl_used_who_is (g_ptr_array_index (seen, j), &who);
      if (tl_used_who_is_nobody (&who))
        nameless++;
      else if (!known)
        g_ptr_array_add (seen, row);
    }
  return (gint64)seen->len + nameless;
}

static void
judge_people (Judge *judge, GPtrArray *rows)
{
  TlRecord *rate = judge->line->rate;
  gint64 others;
  gboolean own = FALSE;

  if (!tl_record_has (rate, TL_RATE_CAP_PEOPLE))
    return;
  others = other_people (judge, rows, &own);
  g_ptr_array_add (judge->ceilings,
                   new_ceiling (judge, tl_record_text (rate, TL_RATE_LEGAL_BASIS), tl_record_int (rate, TL_RATE_CAP_PEOPLE) * 1000,
                                others * 1000, own ? 1000 : 0, 1000, TRUE));
}

/* No trip and nobody is named: the line counts for everybody, so the person who has most has the say. */
static void
judge_nameless (Judge *judge, GPtrArray *rows)
{
  TlCeiling *fullest = NULL;

  for (guint i = 0; i <= rows->len; i++)
    {
      const TlUsedRow *of = i < rows->len ? g_ptr_array_index (rows, i) : NULL;
      g_autoptr (GPtrArray) hers = g_ptr_array_new ();
      guint before = judge->ceilings->len;

      for (guint j = 0; j < rows->len; j++)
        {
          TlUsedRow *row = g_ptr_array_index (rows, j);

          if (row->person == NULL || is_this (judge, row) || (of && g_strcmp0 (row->person, of->person) == 0))
            g_ptr_array_add (hers, row);
        }
      judge_rows (judge, hers, NULL, 1);
      for (guint j = before; j < judge->ceilings->len; j++)
        {
          TlCeiling *found = g_ptr_array_index (judge->ceilings, j);

          if (fullest == NULL || found->used > fullest->used)
            fullest = found;
        }
    }
  for (guint i = judge->ceilings->len; i > 0 && fullest; i--)
    if (g_ptr_array_index (judge->ceilings, i - 1) != fullest)
      g_ptr_array_remove_index (judge->ceilings, i - 1);
}

static gboolean
same_person_or_nobody (const Judge *judge, const TlUsedRow *row)
{
  return row->person == NULL || g_strcmp0 (row->person, judge->key.person) == 0;
}

/* Lines of a case that name no trip count as one trip: two trips that are not recorded cannot be told apart. Those
 * that name nobody count for everybody: one person's days cannot be entered twice, with and without her name. */
static gboolean
judge_no_trip (Judge *judge, gint64 people, GError **error)
{
  g_autoptr (GPtrArray) rows = tl_query_used (judge->store, TL_USED_NO_TRIP, &judge->key, error);

  if (rows == NULL)
    return FALSE;
  if (people > 0)
    {
      if (!tl_used_who_is_nobody (&judge->who))
        judge_rows (judge, rows, same_helper, 1);
      judge_rows (judge, rows, NULL, people);
      judge_people (judge, rows);
    }
  else if (judge->key.person)
    judge_rows (judge, rows, same_person_or_nobody, 1);
  else
    judge_nameless (judge, rows);
  return TRUE;
}

/* A trip's days are counted for each person who is named, and over all for the people it has, so that lines for
 * one and lines for several cannot pass each other. */
static gboolean
judge_trip (Judge *judge, GError **error)
{
  gint64 people = tl_record_int (judge->line->rate, TL_RATE_CAP_PEOPLE);
  gboolean helper = tl_category_pays_helper (judge->key.category);
  gboolean named = helper ? !tl_used_who_is_nobody (&judge->who) : judge->key.person != NULL;
  Match match = helper ? same_helper : same_person;
  g_autoptr (GPtrArray) rows = NULL;

  if (judge->line->trip == NULL)
    return judge_no_trip (judge, people, error);
  rows = tl_query_used (judge->store, TL_USED_TRIP, &judge->key, error);
  if (rows == NULL)
    return FALSE;
  if (named)
    judge_rows (judge, rows, match, 1);
  if (people == 0)
    people = count_people (tl_record_text (judge->line->trip, TL_TRIP_PEOPLE));
  judge_rows (judge, rows, NULL, MAX (people, 1));
  judge_people (judge, rows);
  return TRUE;
}

static gboolean
judge_person (Judge *judge, GError **error)
{
  g_autofree char *per = tl_store_get_setting (judge->store, "support.personal_items_per");
  gboolean life = !g_str_equal (judge->key.category, "personal_items") || g_strcmp0 (per, "life") == 0;

  return judge_scope (judge, life ? TL_USED_PERSON : TL_USED_ADMISSION, NULL, error);
}

static gboolean
judge_all (Judge *judge, GError **error)
{
  gboolean group = judge->key.case_id || judge->key.person;

  if (judge->scope == NULL)
    return TRUE;
  if (g_str_equal (judge->scope, "case"))
    return judge_scope (judge, TL_USED_CASE, NULL, error);
  if (g_str_equal (judge->scope, "person"))
    return judge_person (judge, error);
  if (g_str_equal (judge->scope, "person_month"))
    return tl_category_pays_helper (judge->key.category) ? judge_scope (judge, TL_USED_DAYS, same_helper, error)
                                                         : judge_scope (judge, TL_USED_PERSON_DAYS, NULL, error);
  if (g_str_equal (judge->scope, "staff_month"))
    return judge_scope (judge, TL_USED_STAFF_DAYS, NULL, error);
  if (g_str_equal (judge->scope, "group"))
    return judge_scope (judge, group ? TL_USED_GROUP : TL_USED_GROUP_DAY, NULL, error);
  return judge_trip (judge, error);
}

static gboolean
is_marked (TlRecord *line)
{
  return tl_record_has (line, TL_SUPPORT_OVER_LIMIT_REASON) && tl_record_has (line, TL_SUPPORT_DECISION_NO);
}

static char *
show (const TlCeiling *ceiling, gint64 value)
{
  if (ceiling->is_quantity)
    return tl_decimal_format (value);
  else
    {
      g_autofree char *money = tl_money_format (value);

      return g_strconcat (money, " đ", NULL);
    }
}

static gboolean
holds_room (TlRecord *line)
{
  return g_strcmp0 (tl_record_text (line, TL_SUPPORT_STATE), "void") != 0
         && (tl_record_int (line, TL_SUPPORT_AMOUNT) < 0 || tl_record_int (line, TL_SUPPORT_QUANTITY) < 0);
}

/* Whether both days lie in one scope of the rate: where it does not run over days, all do. */
static gboolean
same_days (TlRecord *before, TlRecord *after, TlRecord *rate)
{
  const char *scope = rate ? tl_record_text (rate, TL_RATE_CAP_SCOPE) : NULL;
  gboolean nobody = !tl_record_has (before, TL_SUPPORT_CASE) && !tl_record_has (before, TL_SUPPORT_PERSON);
  TlDate a = TL_DATE_NONE, b = TL_DATE_NONE;

  if (tl_record_equal_field (before, after, TL_SUPPORT_DATE))
    return TRUE;
  if (scope == NULL || (g_str_equal (scope, "group") && nobody) || !tl_date_parse_iso (tl_record_text (before, TL_SUPPORT_DATE), &a)
      || !tl_date_parse_iso (tl_record_text (after, TL_SUPPORT_DATE), &b))
    return FALSE;
  return !g_str_has_suffix (scope, "_month") || tl_date_month_start (a) == tl_date_month_start (b);
}

/* In the same scope under the same ceiling: what @after says there is judged as any line is. */
static gboolean
stays_where_it_is (TlRecord *before, TlRecord *after, TlRecord *rate)
{
  static const guint keys[] = {TL_SUPPORT_CATEGORY, TL_SUPPORT_CASE, TL_SUPPORT_PERSON,     TL_SUPPORT_STAFF,
                               TL_SUPPORT_TRIP,     TL_SUPPORT_RATE, TL_SUPPORT_PAYEE_NAME};

  if (after == NULL || g_strcmp0 (tl_record_text (after, TL_SUPPORT_STATE), "void") == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!tl_record_equal_field (before, after, keys[i]))
      return FALSE;
  return same_days (before, after, rate);
}

/* --- inside this room --- */

gboolean
tl_category_pays_helper (const char *category)
{
  static const char *const helpers[] = {"collaborator_phone", "informant", "escort", "urgent_escort_meals", "urgent_escort_travel", NULL};

  return category != NULL && g_strv_contains (helpers, category);
}

GPtrArray *
tl_line_ceilings (TlStore *store, TlLine *line, GError **error)
{
  g_autoptr (GPtrArray) ceilings = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_ceiling_free);
  TlRecord *record = line->line;
  const char *scope = tl_record_text (line->rate, TL_RATE_CAP_SCOPE);
  const char *staff_id = tl_record_text (record, TL_SUPPORT_STAFF);
  g_autofree char *from = tl_date_to_iso (line->month_from);
  g_autofree char *to = tl_date_to_iso (line->month_to);
  g_autofree char *payee = tl_used_name (tl_record_text (record, TL_SUPPORT_PAYEE_NAME));
  g_autoptr (TlRecord) staff = NULL;
  g_autofree char *staff_name = NULL;
  Judge judge = {.store = store, .line = line, .scope = scope, .ceilings = ceilings};

  if (staff_id)
    {
      staff = tl_store_load (store, TL_TYPE_STAFF, staff_id, error);
      if (staff == NULL)
        return NULL;
      staff_name = tl_used_name (tl_record_text (staff, TL_STAFF_FULL_NAME));
    }
  judge.unmarked = line->stored && is_marked (line->stored) && !is_marked (record);
  judge.who = (TlUsedWho){tl_record_text (record, TL_SUPPORT_PERSON), staff_id, staff_name, payee};
  judge.key = (TlUsedKey){
      .category = tl_record_text (record, TL_SUPPORT_CATEGORY),
      .case_id = tl_record_text (record, TL_SUPPORT_CASE),
      .person = tl_record_text (record, TL_SUPPORT_PERSON),
      .staff = staff_id,
      .trip = tl_record_text (record, TL_SUPPORT_TRIP),
      .from = g_strcmp0 (scope, "group") == 0 ? tl_record_text (record, TL_SUPPORT_DATE) : from,
      .to = to,
  };
  if (!judge_all (&judge, error))
    return NULL;
  return g_steal_pointer (&ceilings);
}

gboolean
tl_line_within (TlLine *line, GPtrArray *ceilings, GError **error)
{
  for (guint i = 0; i < ceilings->len && !is_marked (line->line); i++)
    {
      TlCeiling *ceiling = g_ptr_array_index (ceilings, i);

      if (ceiling->exceeded)
        {
          g_autofree char *level = show (ceiling, ceiling->level);
          g_autofree char *used = show (ceiling, ceiling->used);
          g_autofree char *left = show (ceiling, MAX (0, ceiling->level - ceiling->used));
          g_autofree char *this_line = show (ceiling, ceiling->this_line);

          g_set_error (
              error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING,
              /* Translators: clause of the law, then four sums of money or counts */
              _ ("amount: above the ceiling of %s: level %s, already used %s, left %s, this line %s. Nothing was saved. Lower the line, "
                 "or give a reason and the number of the decision that allows more."),
              ceiling->clause, level, used, left, this_line);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tl_line_release (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  g_auto (TlLine) line = {0};
  g_autoptr (TlRecord) gone = NULL;
  g_autoptr (GPtrArray) ceilings = NULL;

  if (!holds_room (before))
    return TRUE;
  gone = tl_record_copy (before);
  tl_record_set_int (gone, TL_SUPPORT_AMOUNT, 0);
  tl_record_set_int (gone, TL_SUPPORT_QUANTITY, 0);
  if (!tl_line_stand (store, gone, &line, error))
    return FALSE;
  if (stays_where_it_is (before, after, line.rate))
    return TRUE;
  line.unmarked_only = TRUE;
  ceilings = tl_line_ceilings (store, &line, error);
  if (ceilings == NULL)
    return FALSE;
  for (guint i = 0; i < ceilings->len; i++)
    {
      TlCeiling *ceiling = g_ptr_array_index (ceilings, i);

      if (ceiling->used > ceiling->level)
        {
          g_autofree char *level = show (ceiling, ceiling->level);
          g_autofree char *used = show (ceiling, ceiling->used);

          g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING,
                       /* Translators: clause of the law, then two sums of money or counts */
                       _ ("This line lowers a sum; without it the lines under %s come to %s, above the ceiling of %s. Nothing was changed. "
                          "Lower those lines first, or give them a reason and a decision number."),
                       ceiling->clause, used, level);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tl_trip_judge (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  gint64 people = MAX (1, count_people (tl_record_text (after, TL_TRIP_PEOPLE)));
  gint64 had = MAX (1, count_people (tl_record_text (before, TL_TRIP_PEOPLE)));
  g_autoptr (GPtrArray) rows = NULL;

  if (people >= had)
    return TRUE;
  rows = tl_query_on_trip (store, tl_record_id (after), error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const TlUsedRow *row = g_ptr_array_index (rows, i);
      gint64 sum = 0;

      if (row->cap_people >= 0 || row->cap_quantity < 0 || g_strcmp0 (row->cap_scope, "trip") != 0)
        continue;
      for (guint j = 0; j < rows->len; j++)
        {
          const TlUsedRow *other = g_ptr_array_index (rows, j);

          if (!other->marked && other->cap_people < 0 && g_strcmp0 (other->cap_scope, "trip") == 0 && other->cap_quantity >= 0
              && other->cap_quantity <= row->cap_quantity && g_str_equal (other->category, row->category))
            sum += other->quantity;
        }
      if (sum > row->cap_quantity * people)
        {
          g_autofree char *used = tl_decimal_format (sum);
          g_autofree char *level = tl_decimal_format (row->cap_quantity * people);

          g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING,
                       /* Translators: two counts of days, then the clause of the law */
                       _ ("people: the lines of this trip hold %s days; with these people it may have %s (%s). Nothing was changed. Lower "
                          "the lines of the trip first, or give them a reason and a decision number."),
                       used, level, row->clause);
          return FALSE;
        }
    }
  return TRUE;
}

/* --- public --- */

void
tl_ceiling_free (TlCeiling *ceiling)
{
  g_free (ceiling->scope);
  g_free (ceiling->clause);
  g_free (ceiling);
}
