/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* A whole quick intake in one transaction: the person, the case, who came with her, their beds, what was
 * done at once. Members of @intake, values as in DESIGN.md §7:
 *   "person": fields of the person supported, and "about_age": whole years (becomes birth_year, estimated);
 *   "case": fields of the case; opened_at, status, legal_basis and received_by are filled in when absent;
 *           with an "id" the intake can be sent twice without making two cases;
 *   "companions": [{"person": {…}, "relation": code}, …];
 *   "stay": {"room": id, "bed": …, "expected_out_on": …}: given, everybody moves in at opened_at;
 *   "care": ["medical", …]: kinds of care given at arrival, to the person supported.
 * Drops the draft "intake". @case_id: (out) (transfer full).
 * On error ("person.alias: what is wrong") nothing is written and the draft stays. */
gboolean tl_intake_save (TlStore *store, JsonObject *intake, char **case_id, GError **error);

#define TL_INTAKE_DRAFT "intake"

G_END_DECLS
