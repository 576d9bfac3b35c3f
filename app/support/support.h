/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

#define TL_SUPPORT_ERROR (tl_support_error_quark ())
GQuark tl_support_error_quark (void);
typedef enum
{
  TL_SUPPORT_ERROR_NO_RATE, /* no rate of that category on that day */
  TL_SUPPORT_ERROR_CEILING, /* above a ceiling without reason and decision number; message has clause, level, used, left */
  TL_SUPPORT_ERROR_FROZEN,  /* the line or statement is final */
  TL_SUPPORT_ERROR_INVALID
} TlSupportError;

/* Settings of this place (tl_store_get_setting) and their defaults; printed in every statement's notes:
 *   support.companions_meals    "1"          companions with a stay of their own count for meals; "0": only the victim
 *   support.leaving_day_counts  "0"          "1": the day of leaving counts too
 *   support.personal_items_per  "admission"  "life": the ceiling of personal_items runs over all cases of a person
 *   support.default_source      "province"   funding source of generated lines
 *   statement.number_device     "1"          the one PC of this place that gives statement numbers
 *   statement.signers           JSON array of {"role", "title", "name"}; default: maker, accountant, leader */

/* Hangs the rules of this room on the store: no save or deletion of a support line or a statement passes them by.
 * Call once after each tl_store_open(); harmless when called again (tl_rates_install() does it at setup). */
void tl_support_attach (TlStore *store);

/* --- Rates --- */
/* Loads the shipped packs (data/rates) into the store where missing. Called by setup. */
gboolean tl_rates_install (TlStore *store, GError **error);
/* The rate of @category on @date, or NULL with NO_RATE. (transfer full) TL_TYPE_RATE record. */
TlRecord *tl_rate_find (TlStore *store, const char *category, TlDate date, GError **error);

/* --- Lines --- */
typedef struct
{
  char *scope;  /* cap_scope */
  char *clause; /* "điểm b khoản 5 Điều 3 Thông tư 03/2022/TT-BTC" */
  gint64 level; /* ceiling in đồng (or count when is_quantity: thousandths) */
  gint64 used;  /* without this line */
  gint64 this_line;
  gboolean is_quantity;
  gboolean exceeded;
} TlCeiling;

typedef struct
{
  gint64 amount; /* computed by the rate's formula; for "actual" the typed amount */
  char *rate_id;
  gint64 unit_price;
  char *unit;
  char *explanation; /* "0,2 × 46 km × 20.510 đ" */
  char *clause;
  GPtrArray *ceilings; /* (element-type TlCeiling) */
  GPtrArray *warnings; /* (element-type utf8): limits of the text, with the clause */
} TlSupportPreview;
void tl_support_preview_free (TlSupportPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlSupportPreview, tl_support_preview_free)

/* What @line (TL_TYPE_SUPPORT, saved or not) would cost and how it stands to its ceilings. Writes nothing. */
TlSupportPreview *tl_support_preview (TlStore *store, TlRecord *line, GError **error);
/* Fills rate, unit_price, amount (and from the trip: km and price; from the case: its victim where a person is
 * needed and none is named); refuses above a ceiling without over_limit_reason and decision_no; saves.
 * quantity: for travel_fuel km, unit_price then the petrol price of a litre. */
gboolean tl_support_save (TlStore *store, TlRecord *line, GError **error);

/* --- Generated lines --- */
typedef struct
{
  TlRecord *line;  /* not yet saved; id is the hash of source, category, month and rate. May be a stored draft line
                    * with new days; quantity 0: it is no longer called for and will be deleted; below zero: corrects
                    * a line of a final statement */
  char *reason;    /* "7 ngày: 05/03–11/03/2026" */
  gboolean exists; /* already there with the same amount: nothing to do */
  gboolean beyond; /* part beyond the ceiling: shown, not added */
} TlProposal;
void tl_proposal_free (TlProposal *proposal);
/* meals, counselling, case_file that stays and care call for in [@from, @to]; @case_id NULL = all. (element-type TlProposal). */
GPtrArray *tl_support_propose (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);
/* Saves those that do not exist yet, one transaction. @added: (out). */
gboolean tl_support_generate (TlStore *store, TlDate from, TlDate to, const char *case_id, guint *added, GError **error);

/* --- Statements --- */
/* A draft: collects the lines of the period that are in no final statement of the same kind (a summary may sum up
 * what details have claimed). @kind: "detail", "summary". It names the void statement that it stands for.
 * @source: funding source or NULL. (transfer full): the statement record. */
TlRecord *tl_statement_make (TlStore *store, const char *kind, TlDate from, TlDate to, const char *source, GError **error);
/* Freezes: number ("05/2026/BK-DC": without gaps by place and the year in which it is made final), lines,
 * letterhead, signers, notes, clauses; lines become claimed. Refuses an empty one, and one with a line above a
 * ceiling that carries no reason. */
gboolean tl_statement_finalise (TlStore *store, const char *id, GError **error);
/* The number and the copy stay; the lines go back to draft or approved, so that a new statement can take them. */
gboolean tl_statement_void (TlStore *store, const char *id, const char *reason, GError **error);
/* By id or number. */
TlRecord *tl_statement_find (TlStore *store, const char *id_or_number, GError **error);
/* The whole statement as plain data for paper, JSON, spreadsheet: computed for a draft, frozen for a final one.
 * All words are Vietnamese and ready to print; dates ISO; money and whole quantities integers, other quantities
 * numbers with a fraction. A member without a value is null. Members:
 *   statement, number, kind, state, site, date_from, date_to, funding_source, layout_version (1)
 *   funding_source_label  "Ngân sách tỉnh hỗ trợ", or "Tất cả các nguồn"
 *   title       "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ" | "BẢNG TỔNG HỢP KINH PHÍ THEO NỘI DUNG CHI"
 *   period_text "Từ ngày 01/3/2026 đến ngày 31/3/2026", "Tháng 3 năm 2026" for a whole month
 *   date        ISO: the day it was made final; in a draft today
 *   letterhead  {parent_agency, issuing_agency, place_name, report_to}
 *   signers     [{role, authority, name, note}] left to right
 *   lines       [{no, case_code, category, title, clause, unit, quantity, unit_price, amount, date, date_to, source, source_label,
 *                 voucher_number, voucher_date, note, over_limit (bool)}]: both kinds
 *   groups      [{no, category, title, clause, source, source_label, people, lines, amount, share_permille (they sum to 1000),
 *                 budget, used (all final statements of that year and this one), left}]: both kinds, made for "summary"
 *   totals      {lines, people, amount, budget, used, left}
 *   total_in_words "Một triệu … đồng"
 *   clauses     [utf8] full titles of the texts used, without the word "Căn cứ"; the clause stands in each line
 *   notes       [utf8] numbered on paper
 *   control_code  null in a draft; "7KQM-…" four groups of four
 *   void_reason, replaces  where set */
JsonObject *tl_statement_data (TlStore *store, const char *id, GError **error);
/* TRUE and @agrees: recomputes the code from the frozen money projection. */
gboolean tl_statement_check (TlStore *store, const char *number, const char *code, gboolean *agrees, GError **error);

G_END_DECLS
