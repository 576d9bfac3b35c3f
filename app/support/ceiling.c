/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ceilings. A rate says over what its ceiling runs (`cap_scope`); what is used is the sum of all other lines in
 * that scope, whatever their order of entry, and the line at hand comes on top. So an edit is judged like a new
 * line, and a second line cannot slip below a ceiling that the first has used up. Everything runs in the same job
 * and transaction as the save: two windows cannot both see room for one line. */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/line.h"
#include "support/rates.h"

typedef struct
{
  TlStore *store;
  TlLine *line;
  TlUsedKey key;
  GPtrArray *ceilings;
} Judge;

/* --- helpers --- */

/* Categories whose payee is not the person supported. */
static gboolean
pays_helper (const char *category)
{
  static const char *const helpers[] = {"collaborator_phone", "informant", "escort", "urgent_escort_meals", "urgent_escort_travel", NULL};

  return g_strv_contains (helpers, category);
}

static void
add_ceiling (Judge *judge, const char *scope, gint64 level, gint64 used, gint64 this_line, gboolean is_quantity)
{
  TlCeiling *ceiling = g_new0 (TlCeiling, 1);

  ceiling->scope = g_strdup (scope);
  ceiling->clause = g_strdup (tl_record_text (judge->line->rate, TL_RATE_LEGAL_BASIS));
  ceiling->level = level;
  ceiling->used = used;
  ceiling->this_line = this_line;
  ceiling->is_quantity = is_quantity;
  /* A line that takes away (a correction) never makes it worse. */
  ceiling->exceeded = this_line > 0 && used + this_line > level;
  g_ptr_array_add (judge->ceilings, ceiling);
}

/* Both kinds of ceiling over one scope. @people: how many the quantity is meant for. */
static gboolean
judge_scope (Judge *judge, const char *scope, TlUsedScope over, gint64 people, GError **error)
{
  TlRecord *rate = judge->line->rate;
  gint64 amount = 0, quantity = 0;

  if (!tl_query_used (judge->store, over, &judge->key, &amount, &quantity, error))
    return FALSE;
  if (tl_record_has (rate, TL_RATE_CAP_AMOUNT))
    add_ceiling (judge, scope, tl_record_int (rate, TL_RATE_CAP_AMOUNT) * people, amount,
                 tl_record_int (judge->line->line, TL_SUPPORT_AMOUNT), FALSE);
  if (tl_record_has (rate, TL_RATE_CAP_QUANTITY))
    add_ceiling (judge, scope, tl_rate_quantity (rate, TL_RATE_CAP_QUANTITY) * people, quantity,
                 tl_record_int (judge->line->line, TL_SUPPORT_QUANTITY), TRUE);
  return TRUE;
}

static guint
count_words (const char *set)
{
  g_auto (GStrv) words = set ? g_strsplit (set, " ", -1) : NULL;
  guint n = 0;

  for (guint i = 0; words && words[i]; i++)
    n += *words[i] != '\0';
  return n;
}

/* A trip's days are counted for each person who is named, and over all for the people it has, so that lines for
 * one and lines for several cannot pass each other. Lines without a trip count as one trip of their case: two
 * trips that are not recorded cannot be told apart. */
static gboolean
judge_trip (Judge *judge, GError **error)
{
  TlRecord *rate = judge->line->rate;
  gboolean helper = pays_helper (judge->key.category);
  const char *who = helper ? judge->key.helper : judge->key.person;
  gint64 people = tl_record_int (rate, TL_RATE_CAP_PEOPLE);

  if (judge->line->trip == NULL)
    {
      if (!judge_scope (judge, "trip", TL_USED_NO_TRIP, who || people == 0 ? 1 : people, error))
        return FALSE;
    }
  else
    {
      if (who && !judge_scope (judge, "trip", helper ? TL_USED_TRIP_HELPER : TL_USED_TRIP_PERSON, 1, error))
        return FALSE;
      if (people == 0)
        people = count_words (tl_record_text (judge->line->trip, TL_TRIP_PEOPLE));
      if (!judge_scope (judge, "trip", TL_USED_TRIP, MAX (people, 1), error))
        return FALSE;
    }

  if (tl_record_has (rate, TL_RATE_CAP_PEOPLE))
    {
      gint64 others = tl_query_trip_helpers (judge->store, &judge->key, error);

      if (others < 0)
        return FALSE;
      add_ceiling (judge, "trip", tl_record_int (rate, TL_RATE_CAP_PEOPLE) * 1000, others * 1000, 1000, TRUE);
    }
  return TRUE;
}

static gboolean
judge_person (Judge *judge, GError **error)
{
  g_autofree char *per = tl_store_get_setting (judge->store, "support.personal_items_per");
  gboolean life = !g_str_equal (judge->key.category, "personal_items") || g_strcmp0 (per, "life") == 0;

  return judge_scope (judge, "person", life ? TL_USED_PERSON : TL_USED_ADMISSION, 1, error);
}

static gboolean
judge_all (Judge *judge, GError **error)
{
  const char *scope = tl_record_text (judge->line->rate, TL_RATE_CAP_SCOPE);

  if (scope == NULL)
    return TRUE;
  if (g_str_equal (scope, "case"))
    return judge_scope (judge, scope, TL_USED_CASE, 1, error);
  if (g_str_equal (scope, "person"))
    return judge_person (judge, error);
  if (g_str_equal (scope, "person_month"))
    return judge_scope (judge, scope, pays_helper (judge->key.category) ? TL_USED_HELPER_DAYS : TL_USED_PERSON_DAYS, 1, error);
  if (g_str_equal (scope, "staff_month"))
    return judge_scope (judge, scope, TL_USED_STAFF_DAYS, 1, error);
  if (g_str_equal (scope, "group"))
    return judge_scope (judge, scope, judge->key.case_id || judge->key.person ? TL_USED_GROUP : TL_USED_GROUP_DAY, 1, error);
  return judge_trip (judge, error);
}

/* A line that is stored and was not raised, moved or freed of its reason took nothing more from any ceiling. */
static gboolean
takes_no_more (TlLine *line)
{
  static const guint keys[] = {TL_SUPPORT_CATEGORY,   TL_SUPPORT_CASE, TL_SUPPORT_PERSON,  TL_SUPPORT_STAFF, TL_SUPPORT_TRIP,
                               TL_SUPPORT_PAYEE_NAME, TL_SUPPORT_DATE, TL_SUPPORT_DATE_TO, TL_SUPPORT_RATE,  TL_SUPPORT_OVER_LIMIT_REASON,
                               TL_SUPPORT_DECISION_NO};

  if (line->stored == NULL || line->unmarked_only || g_strcmp0 (tl_record_text (line->stored, TL_SUPPORT_STATE), "void") == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!tl_record_equal_field (line->line, line->stored, keys[i]))
      return FALSE;
  return tl_record_int (line->line, TL_SUPPORT_AMOUNT) <= tl_record_int (line->stored, TL_SUPPORT_AMOUNT)
         && tl_record_int (line->line, TL_SUPPORT_QUANTITY) <= tl_record_int (line->stored, TL_SUPPORT_QUANTITY);
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

/* --- inside this room --- */

GPtrArray *
tl_line_ceilings (TlStore *store, TlLine *line, GError **error)
{
  g_autoptr (GPtrArray) ceilings = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_ceiling_free);
  g_autofree char *from = tl_date_to_iso (line->month_from);
  g_autofree char *to = tl_date_to_iso (line->month_to);
  TlRecord *record = line->line;
  const char *person = tl_record_text (record, TL_SUPPORT_PERSON);
  const char *staff = tl_record_text (record, TL_SUPPORT_STAFF);
  const char *payee = tl_record_text (record, TL_SUPPORT_PAYEE_NAME);
  const char *scope = tl_record_text (line->rate, TL_RATE_CAP_SCOPE);
  Judge judge = {store, line, {0}, ceilings};

  judge.key = (TlUsedKey){
      .line = tl_record_id (record),
      .category = tl_record_text (record, TL_SUPPORT_CATEGORY),
      .case_id = tl_record_text (record, TL_SUPPORT_CASE),
      .person = person,
      .helper = staff   ? staff
                : payee ? payee
                        : person,
      .staff = staff,
      .trip = tl_record_text (record, TL_SUPPORT_TRIP),
      .from = g_strcmp0 (scope, "group") == 0 ? tl_record_text (record, TL_SUPPORT_DATE) : from,
      .to = to,
      .unmarked_only = line->unmarked_only,
  };
  if (!judge_all (&judge, error))
    return NULL;
  return g_steal_pointer (&ceilings);
}

gboolean
tl_line_within (TlLine *line, GPtrArray *ceilings, GError **error)
{
  gboolean excused = tl_record_has (line->line, TL_SUPPORT_OVER_LIMIT_REASON) && tl_record_has (line->line, TL_SUPPORT_DECISION_NO);

  if (takes_no_more (line))
    return TRUE;

  for (guint i = 0; i < ceilings->len && !excused; i++)
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

void
tl_ceiling_free (TlCeiling *ceiling)
{
  g_free (ceiling->scope);
  g_free (ceiling->clause);
  g_free (ceiling);
}
