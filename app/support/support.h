/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

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
  TL_SUPPORT_ERROR_INVALID,
  TL_SUPPORT_ERROR_DRAFTS /* a statement holds lines that nobody has approved; message names them */
} TlSupportError;

/* Settings of this place (tl_store_get_setting) and their defaults; printed in every statement's notes:
 *   support.companions_meals    "1"          companions with a stay of their own count for meals; "0": only the victim
 *   support.leaving_day_counts  "0"          "1": the day of leaving counts too
 *   support.personal_items_per  "admission"  "life": the ceiling of personal_items runs over all cases of a person
 *   support.default_source      "province"   funding source of generated lines
 *   statement.number_device     "1"          the one PC of this place that gives statement numbers
 *   statement.request           JSON object: the usual words of a request for payment
 *   statement.number_turn       how many hand-overs of the numbers this PC knows of
 *   statement.number_word       the word of the last hand-over, until the numbers come back
 *   statement.number_start      JSON object: year → last number given by another PC of this place
 *   statement.signers           JSON array of {"role", "title", "name"}; default: maker, accountant, leader */

/* Hangs the rules of this room on the store: no save or deletion of a support line, a trip, a rate or a statement passes them by.
 * Call once after each tl_store_open(); harmless when called again (tl_rates_install() does it at setup). */
void tl_support_attach (TlStore *store);

/* --- Rates --- */
/* Loads the shipped packs (data/rates) into the store where missing. Called by setup. */
gboolean tl_rates_install (TlStore *store, GError **error);
/* A pack within the program that this register has never had: it was made by an older program. */
typedef struct
{
  char *name;
  char *text; /* "Thông tư 55/2023/TT-BTC" */
  guint n_rates;
  gboolean taken; /* after tl_rates_update() */
  char *problem;  /* why it was not taken: two rates that would be in force on one day, both named */
} TlShippedPack;
void tl_shipped_pack_free (TlShippedPack *pack);
/* (transfer full) (element-type TlShippedPack), empty: nothing new. */
GPtrArray *tl_rates_new (TlStore *store, GError **error);
/* Takes them in, each whole or not at all, journalled; by who may import a pack (INVALID). The same list. */
GPtrArray *tl_rates_update (TlStore *store, GError **error);
/* The rate of @category on @date, or NULL with NO_RATE. (transfer full) TL_TYPE_RATE record. */
TlRecord *tl_rate_find (TlStore *store, const char *category, TlDate date, GError **error);

/* TRUE at the province: it keeps the rates and budgets of all places. */
gboolean tl_support_is_province (TlStore *store);
/* All rates, or those in force @on a day (TL_DATE_NONE: all) and of @category (NULL: all), in the order of the law's
 * table, then by day. (transfer full) (element-type TlRecord) */
GPtrArray *tl_rate_list (TlStore *store, TlDate on, const char *category, GError **error);
/* Saves @rate and ends the one of its category in force when it begins on the day before: a raised level, in one
 * transaction. Only at the province, as every change of a rate (INVALID elsewhere; INVALID naming both rates where
 * they overlap; FROZEN for what lines were made with). */
gboolean tl_rate_succeed (TlStore *store, TlRecord *rate, GError **error);
/* Ends what is in force of @category on @last: not offered after that day. @lines_after: (out) (optional): lines
 * dated later, which stand as they are. */
gboolean tl_rate_end (TlStore *store, const char *category, TlDate last, guint *lines_after, GError **error);
/* "70.000 đ / người/ngày", "0,2 litres × km × price of petrol", "as spent". (transfer full) */
char *tl_rate_level_text (TlRecord *rate);
/* "700.000 đ (Each person)"; empty without a ceiling. (transfer full) */
char *tl_rate_cap_text (TlRecord *rate);

/* A pack of rates: a file that the province gives out (rate-pack.c says how it looks and why it is trusted). */
typedef enum
{
  TL_RATE_SAME,
  TL_RATE_NEW,
  TL_RATE_CHANGED,
  TL_RATE_ENDED
} TlRateChangeKind;
typedef struct
{
  TlRateChangeKind kind;
  TlRecord *before; /* or NULL */
  TlRecord *after;
  char *what;        /* fields that change, in words */
  guint lines_after; /* lines dated after its last day: they stand as they are */
} TlRateChange;
void tl_rate_change_free (TlRateChange *change);
typedef struct
{
  char *name;
  char *text;         /* short title of the legal text, or NULL */
  char *fingerprint;  /* 25 digits in groups, for the telephone */
  GPtrArray *changes; /* (element-type TlRateChange) */
} TlRatePack;
void tl_rate_pack_free (TlRatePack *pack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlRatePack, tl_rate_pack_free)
/* What importing @bytes would change; refused as the import would be, but for trust. Writes nothing. (transfer full) */
TlRatePack *tl_rate_pack_preview (TlStore *store, GBytes *bytes, GError **error);
/* Takes a pack in, whole or not at all. @compared: at a site the digits heard from the province. (transfer full) */
TlRatePack *tl_rate_pack_import (TlStore *store, GBytes *bytes, const char *compared, GError **error);
/* The rates as a pack; @text: only those whose legal basis holds it, or NULL. @fingerprint: (out) (optional). */
GBytes *tl_rate_pack_export (TlStore *store, const char *name, const char *text, char **fingerprint, GError **error);

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

/* The ceiling in one sentence: level, used, this line, left or over by. (transfer full) */
char *tl_ceiling_text (const TlCeiling *ceiling);
/* @line as the lines it has to be: several where the rate changes within its days, or the calendar month under a
 * ceiling of the month; itself where neither does. The first keeps the id. INVALID where days cannot be divided without
 * guessing (money spent; a quantity that is not the same every day). (transfer full) (element-type TlRecord) */
GPtrArray *tl_support_split (TlStore *store, TlRecord *line, GError **error);
/* Saves them in one transaction, each as tl_support_save() does; returns them as stored. */
GPtrArray *tl_support_save_split (TlStore *store, TlRecord *line, GError **error);

/* --- Vouchers and trips --- */
/* A voucher with the lines on it that are not void. */
typedef struct
{
  TlRecord *voucher;
  gint64 amount;
  gint64 used;      /* what the lines come to; may be more than @amount */
  GPtrArray *lines; /* (element-type TlRecord), by day */
} TlVoucherCover;
void tl_voucher_cover_free (TlVoucherCover *cover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlVoucherCover, tl_voucher_cover_free)
TlVoucherCover *tl_voucher_cover (TlStore *store, const char *id, GError **error);
/* "Lines take 250.000 đ of 300.000 đ; 50.000 đ left", or how much they are over. (transfer full) */
char *tl_voucher_cover_text (const TlVoucherCover *cover);

/* A line that a trip calls for, or has. */
typedef struct
{
  TlRecord *line;     /* as it would be saved, or as it stands */
  char *reason;       /* "2 days on the way" */
  gboolean exists;    /* it stands already, and as it should */
  gboolean needs_sum; /* to be typed by the officer: tickets, hire, petrol without kilometres */
  gboolean to_do;     /* tl_trip_generate() adds, changes or withdraws it */
  const char *state;  /* the same in a few words of the user's language */
} TlTripLine;
void tl_trip_line_free (TlTripLine *line);
/* What a trip calls for up to today, by the same rules as tl_support_propose(), and what was typed for it. (transfer full)
 * (element-type TlTripLine) */
GPtrArray *tl_trip_lines (TlStore *store, const char *trip, GError **error);
/* Takes what tl_support_propose() offers of this trip, but for what somebody has voided, and lets the lines that it has
 * follow it; one transaction. @done: (out) (optional): lines added, changed or withdrawn. */
gboolean tl_trip_generate (TlStore *store, const char *trip, guint *done, GError **error);

/* A line that stands above a ceiling without reason and decision: a setting, a merge of two PCs or a text of the
 * past brought it there, for no save lets one pass. */
typedef struct
{
  TlRecord *line;
  TlCeiling *ceiling; /* weighed against lines without a decision only */
} TlOverrun;
void tl_overrun_free (TlOverrun *overrun);
/* Those dated in [@from, @to], by date. A statement that holds one is not made final. (transfer full)
 * (element-type TlOverrun) */
GPtrArray *tl_support_overruns (TlStore *store, TlDate from, TlDate to, GError **error);
/* How many those are, or -1; asked again while nothing was written it weighs nothing. */
gint64 tl_support_count_overruns (TlStore *store, TlDate from, TlDate to, GError **error);

/* --- Life of a line: draft → approved → claimed (a final statement does that) → paid, or void --- */
typedef enum
{
  TL_LIFE_APPROVE,
  TL_LIFE_UNAPPROVE, /* back to draft, while no statement holds it */
  TL_LIFE_PAY,       /* only what a final statement has claimed */
  TL_LIFE_UNPAY,     /* it was marked by mistake: needs a reason */
  TL_LIFE_VOID       /* only what no final statement holds: needs a reason */
} TlLifeStep;
typedef struct
{
  const char *reason;  /* NULL: none */
  TlDate on;           /* of a payment; TL_DATE_NONE: today */
  const char *method;  /* pay_method, or NULL */
  const char *voucher; /* id of the payment's voucher, or NULL */
} TlLifeDetails;
/* Takes all lines of @ids (NULL-ended) one step, or none of them: the error names the line. By role: the leader, the
 * commune's officer and the accountant; nobody approves figures of their own while another who may is here. Where there
 * is nobody else, the line is approved with a mark (approved_alone). Each step is journalled with who did it. */
gboolean tl_support_take_step (TlStore *store, TlLifeStep step, const char *const *ids, const TlLifeDetails *details, GError **error);
gboolean tl_support_approve (TlStore *store, const char *const *ids, GError **error);
gboolean tl_support_unapprove (TlStore *store, const char *const *ids, const char *reason, GError **error);
gboolean tl_support_pay (TlStore *store, const char *const *ids, TlDate on, const char *method, const char *voucher, GError **error);
gboolean tl_support_void (TlStore *store, const char *const *ids, const char *reason, GError **error);

/* --- Generated lines --- */
typedef enum
{
  TL_PROPOSAL_NEW,
  TL_PROPOSAL_CHANGE,   /* a stored draft (or approved line) takes new days */
  TL_PROPOSAL_CORRECT,  /* below zero: takes back what a line of a final statement holds too much */
  TL_PROPOSAL_WITHDRAW, /* the stored draft is no longer called for: quantity 0, it will be deleted */
  TL_PROPOSAL_OFFER,    /* added only if a person chooses it */
  TL_PROPOSAL_EXISTS,   /* already there: nothing to do */
  TL_PROPOSAL_BEYOND    /* above a ceiling or not covered by the text: shown, never added */
} TlProposalKind;
typedef struct
{
  TlProposalKind kind;
  TlRecord *line;         /* as it would be saved; its id is the hash of source, category, month and rate */
  char *reason;           /* "7 ngày: 05/03–11/03/2026" */
  gboolean exists;        /* kind is EXISTS */
  gboolean beyond;        /* kind is BEYOND */
  gint64 quantity_before; /* of the stored open line (thousandths); 0: there is none */
  gint64 amount_before;
  TlType source_type; /* what it comes from: a stay, a care entry, a case, a person, a trip; TL_N_TYPES: it is gone */
  char *source_id;
  gboolean refused;        /* an offer that was taken once and voided */
  gboolean needs_decision; /* the text of that day pays only with a decision's number */
} TlProposal;
void tl_proposal_free (TlProposal *proposal);
/* meals, counselling, case_file that stays and care call for in [@from, @to], and what may be chosen beside them
 * (child_file, travel_meals, escort, travel_fuel); @case_id NULL = all. (element-type TlProposal). */
GPtrArray *tl_support_propose (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);

typedef struct
{
  TlDate from;
  TlDate to;
  const char *case_id;          /* NULL: all */
  const char *const *with;      /* offers that are taken: categories, or ids of proposed lines; NULL: none */
  const char *const *without;   /* ids of proposed lines that are left out; NULL: none */
  const char *decision_no;      /* for what needs one; NULL: none */
} TlGenerate;
/* Saves what is proposed and chosen, one transaction. @done: (out) (optional): lines added, changed or withdrawn. */
gboolean tl_support_generate_chosen (TlStore *store, const TlGenerate *choice, guint *done, GError **error);
/* The same without any offer. */
gboolean tl_support_generate (TlStore *store, TlDate from, TlDate to, const char *case_id, guint *added, GError **error);

/* --- Statements --- */
/* Kinds (DOMAIN.md §6); every one is numbered in the same series of the place and year:
 *   "detail"    Bảng kê chi tiết: line by line
 *   "summary"   Bảng tổng hợp theo nội dung chi: category × source, against the budget
 *   "receipts"  Danh sách ký nhận: lines that a person signs for, with names: internal
 *   "request"   Giấy đề nghị thanh toán: one sum, what for, how to be paid
 *   "treasury"  the detail without any identity: no case, no days, no name; ordered by category */

/* A draft: collects the lines of the period that are in no final statement of the same kind (a summary may sum up
 * what details have claimed). It names the void statement that it stands for.
 * @source: funding source or NULL. (transfer full): the statement record. */
TlRecord *tl_statement_make (TlStore *store, const char *kind, TlDate from, TlDate to, const char *source, GError **error);
/* What a draft of kind "request" says beside the sum; NULL members keep what is there or the place's usual (setting
 * "statement.request", a JSON object of the same members, written here too for the next one). Members: to, payee,
 * unit, reason, method ("cash", "transfer"), account, bank. */
gboolean tl_statement_set_request (TlStore *store, const char *id, JsonObject *request, GError **error);
/* Freezes: number ("05/2026/BK-DC": without gaps by place and the year in which it is made final), lines,
 * letterhead, signers, notes, clauses, names; lines become claimed. Refuses an empty one, one with a line above a
 * ceiling that carries no reason, and (DRAFTS) one with lines that are not approved: it names them. Where nobody else
 * works here who may approve, there is nobody to wait for: it approves them, with the mark. */
gboolean tl_statement_finalise (TlStore *store, const char *id, GError **error);
/* The same, approving its drafts first by the rules of tl_support_approve(): nobody's own figures while another who may
 * approve works here. All or nothing. */
gboolean tl_statement_approve_and_finalise (TlStore *store, const char *id, GError **error);
/* The number and the copy stay; the lines go back to draft or approved, so that a new statement can take them. */
gboolean tl_statement_void (TlStore *store, const char *id, const char *reason, GError **error);
/* Every statement, by period, the newest first, at most @limit (0: all). A draft comes with the total that it has now: lines
 * were added, changed or voided since it was made. (transfer full) (element-type TlRecord) */
GPtrArray *tl_statement_list (TlStore *store, guint limit, GError **error);
/* By id or number. */
TlRecord *tl_statement_find (TlStore *store, const char *id_or_number, GError **error);
/* The whole statement as plain data for paper, JSON, spreadsheet: computed for a draft, frozen for a final one.
 * All words are Vietnamese and ready to print; dates ISO; money and whole quantities integers, other quantities
 * numbers with a fraction. A member without a value is null. Members:
 *   statement, number, kind, state, site, date_from, date_to, funding_source
 *   layout_version  1 to 3: the layout that a final statement was printed with (2: QR codes by page; 3: notes give way)
 *   funding_source_label  "Ngân sách tỉnh hỗ trợ", or "Tất cả các nguồn"
 *   title       "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ", …; ends in "BỔ SUNG" where every line is late
 *   period_text "Từ ngày 01/3/2026 đến ngày 31/3/2026", "Tháng 3 năm 2026" for a whole month
 *   date        ISO: the day it was made final; in a draft today
 *   internal    (bool) carries names: "LƯU HÀNH NỘI BỘ" in a box ("receipts")
 *   supplementary (bool) every line is of the period of an earlier final statement of this kind: a supplement to
 *   supplements [utf8] the numbers of those; named too where only some lines are late
 *   supplement_text "Bổ sung cho bảng kê số 03/2026/BK-DC", null where there is nothing to say
 *   letterhead  {parent_agency, issuing_agency, place_name, report_to}
 *   signers     [{role, authority, name, note}] left to right
 *   lines       [{no, case_code, category, title, clause, unit, quantity, unit_price, amount, date, date_to, source, source_label,
 *                 voucher_number, voucher_date, note, over_limit (bool), road (bool: a drive, sent on as one trip),
 *                 name, signer, check}]: every kind
 *               name    who is paid: "receipts" only, null else; "Khoản chi có yêu cầu bảo mật" for an informant, null
 *                       where nobody is named (room to write); "(đã xóa theo yêu cầu)" once erased
 *               signer  the adult who signs for a child
 *               check   three letters for the QR (tl_statement_qr)
 *               In "treasury": case_code, date_to and the voucher's vendor null, date the first of the month
 *   groups      [{no, category, title, clause, source, source_label, people, lines, amount, share_permille (they sum to 1000),
 *                 budget, used (all final statements of that year and this one), left, check}]: every kind, made for "summary"
 *               people  null where no line names one
 *   sources     [{source, source_label, people, lines, amount, share_permille, budget, used, left}]: source by source; null in what was
 *               made final before there was one
 *   totals      {lines, people, amount, budget, used, left, vouchers (different vouchers named)}
 *   total_in_words "Một triệu … đồng"
 *   clauses     [utf8] full titles of the texts used, without the word "Căn cứ"; the clause stands in each line
 *   notes       [utf8] numbered on paper
 *   request     null but for "request": {to ("Kính gửi"), payee (person or unit that asks), unit, reason, method, method_label,
 *                 account, bank, attached ("03 chứng từ gốc")}
 *   control_code  null in a draft; "7KQM-…" four groups of four
 *   code_version  1: code over lines in order; 2: in any order, as the province holds them
 *   void_reason, replaces  where set */
JsonObject *tl_statement_data (TlStore *store, const char *id, GError **error);

/* What a check of a paper against what is kept here found. */
typedef struct
{
  char *number;
  gboolean agrees;
  gboolean is_void;       /* the statement was voided since */
  gboolean from_received; /* compared with what another place sent, not with a statement made here */
  GPtrArray *differences; /* (element-type utf8): sentences in the user's language, which line and how; empty: agrees */
} TlStatementCheck;
void tl_statement_check_free (TlStatementCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlStatementCheck, tl_statement_check_free)
/* Compares a statement made here with the code typed from its paper, or with the text of a QR of one of its pages (which
 * also tells which line differs). @number, @code may be NULL when @qr is given. NOT_FOUND: no such statement here; a
 * place that receives looks with tl_sync_check_statement(). */
TlStatementCheck *tl_statement_check_paper (TlStore *store, const char *number, const char *code, const char *qr, GError **error);
/* The short form: TRUE and @agrees. */
gboolean tl_statement_check (TlStore *store, const char *number, const char *code, gboolean *agrees, GError **error);

/* --- The register of lines --- */
/* Every line dated in the period, void ones too, by day, plain data in Vietnamese:
 *   {site, date_from, date_to, period_text, date, title, letterhead,
 *    lines: [as in a statement, and state, state_label, statement (number or null), decision_no]}
 *    totals: {lines, amount (void ones left out), void}} */
JsonObject *tl_support_register_data (TlStore *store, TlDate from, TlDate to, GError **error);

/* --- Who gives the numbers --- */
/* The PC of this place that gives statement numbers. */
guint tl_statement_number_device (TlStore *store);
/* The word that this PC made when it handed them over and has not had them back since; NULL: none. (transfer full) */
char *tl_statement_numbers_word (TlStore *store);
/* Hands them to PC @device; asked again for the same PC, the same word. Only the PC that holds them can; it gives none from then on. @word: (out) (transfer full):
 * what to type on the other PC ("1-2-1-2026-5-K7"). Journalled. */
gboolean tl_statement_give_numbers (TlStore *store, guint device, char **word, GError **error);
/* Takes them over on this PC with the word of the other; the next number follows the last one given there. */
gboolean tl_statement_take_numbers (TlStore *store, const char *word, GError **error);

/* --- Budgets --- */
/* A year's budgets against what is spent, plain data in Vietnamese:
 *   {year, as_of (ISO), paced_to (ISO: the last day that the pace counts), days, days_in_year,
 *    rows: [{source, source_label, category (null: the whole source), title, budget (null: none was set), used (claimed, paid),
 *            committed (draft, approved), left, forecast (null: too early to say), over (forecast - budget where above, else 0),
 *            state "none"|"fine"|"near" (90 %)|"ahead" (the forecast is above)|"over"}]: each source, then its categories
 *    totals: {budget, used, committed, left, forecast}, nights, people, cost_per_night, cost_per_person (null: nobody stayed),
 *    places: at the province the same of each other place that has a budget here or sent lines, its nights and costs null: stays
 *            do not leave a shelter}
 * Forecast: what lines up to paced_to came to, plus for the days that remain the mean of a day; paced_to is the end
 * of the last month or the day of the newest line, whichever is later, at most @as_of. Before 60 days have gone the
 * missing days are taken at last year's daily mean; without a last year there is no forecast before 31 days. Never
 * below what is already entered. Whole đồng, halves up. @as_of TL_DATE_NONE: today. */
JsonObject *tl_budget_data (TlStore *store, int year, TlDate as_of, GError **error);
/* What saving @line would do to the budgets of its year: sentences in the user's language where a budget is nearly
 * used (90 %) or passed; empty when all is well or no budget is set. (element-type utf8) */
GPtrArray *tl_budget_check (TlStore *store, TlRecord *line, GError **error);

G_END_DECLS
