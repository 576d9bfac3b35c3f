-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- One table a record type, one column a field (app/record/catalogue.def). A test compares the two.
-- Times are UTC seconds, dates YYYY-MM-DD, money whole đồng, decimals thousandths, sets codes joined by a
-- space. No value but the id is NOT NULL: an intake at night may be incomplete and a value may be erased;
-- what is required to save is checked by the program. References are checked at the commit.

CREATE TABLE "site" (
  id TEXT PRIMARY KEY NOT NULL,
  "code" TEXT,
  "name" TEXT,
  "kind" TEXT,
  "commune_code" TEXT,
  "former_commune" TEXT,
  "former_district" TEXT,
  "province" TEXT,
  "address" TEXT,
  "hotline" TEXT,
  "parent_agency" TEXT,
  "issuing_agency" TEXT,
  "place_name" TEXT,
  "report_to" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;

CREATE TABLE "room" (
  id TEXT PRIMARY KEY NOT NULL,
  "name" TEXT,
  "beds" INTEGER,
  "blocked_beds" INTEGER,
  "note" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;

CREATE TABLE "staff" (
  id TEXT PRIMARY KEY NOT NULL,
  "full_name" TEXT,
  "position" TEXT,
  "role" TEXT,
  "counsellor" INTEGER,
  "decision_no" TEXT,
  "phone" TEXT,
  "active" INTEGER,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;

CREATE TABLE "person" (
  id TEXT PRIMARY KEY NOT NULL,
  "alias" TEXT,
  "full_name" TEXT,
  "other_name" TEXT,
  "sex" TEXT,
  "birth_date" TEXT,
  "birth_year" INTEGER,
  "age_estimated" INTEGER,
  "age_band" TEXT,
  "ethnicity" TEXT,
  "ethnic_group2" TEXT,
  "religion" TEXT,
  "nationality" TEXT,
  "language" TEXT,
  "interpreter" INTEGER,
  "id_kind" TEXT,
  "id_number" TEXT,
  "health_insurance" TEXT,
  "phone" TEXT,
  "phone_safe_times" TEXT,
  "permanent_address" TEXT,
  "permanent_unit" TEXT,
  "permanent_province" TEXT,
  "current_address" TEXT,
  "emergency_contact" TEXT,
  "occupation" TEXT,
  "education" TEXT,
  "marital_status" TEXT,
  "disability_kind" TEXT,
  "pregnant" INTEGER,
  "nursing_under_36m" INTEGER,
  "health_note" TEXT,
  "guardian_name" TEXT,
  "guardian_phone" TEXT,
  "caretaker" TEXT,
  "unaccompanied_child" INTEGER,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;

CREATE TABLE "case" (
  id TEXT PRIMARY KEY NOT NULL,
  "code" TEXT,
  "victim" TEXT REFERENCES "person" (id) DEFERRABLE INITIALLY DEFERRED,
  "opened_at" INTEGER,
  "opened_month" TEXT,
  "status" TEXT,
  "interviewed_on" TEXT,
  "source_kind" TEXT,
  "source_channel" TEXT,
  "reporter_name" TEXT,
  "brought_by" TEXT,
  "received_by" TEXT REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED,
  "urgent" INTEGER,
  "condition_on_arrival" TEXT,
  "belongings" TEXT,
  "displacement" TEXT,
  "needs" TEXT,
  "risk_level" TEXT,
  "legal_basis" TEXT,
  "retention_until" TEXT,
  "minutes_no" TEXT,
  "minutes_place" TEXT,
  "found_by" TEXT,
  "authority_witness" TEXT,
  "admission_decision" TEXT,
  "stop_decision" TEXT,
  "perpetrator_relation" TEXT,
  "perpetrator_sex" TEXT,
  "perpetrator_age_band" TEXT,
  "perpetrator_occupation" TEXT,
  "perpetrator_count" INTEGER,
  "perpetrator_substance_use" TEXT,
  "perpetrator_name" TEXT,
  "perpetrator_address" TEXT,
  "closed_on" TEXT,
  "closure_reason" TEXT,
  "destination" TEXT,
  "goals_met" TEXT,
  "safety_plan_reviewed" INTEGER,
  "told_can_return" INTEGER,
  "closure_note" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "case_victim" ON "case" ("victim");
CREATE INDEX "case_received_by" ON "case" ("received_by") WHERE "received_by" IS NOT NULL;

CREATE TABLE "incident" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "at" INTEGER,
  "incident_month" TEXT,
  "time_of_day" TEXT,
  "place_kind" TEXT,
  "violence_groups" TEXT,
  "violence_acts" TEXT,
  "gbv_type" TEXT,
  "weapon" TEXT,
  "injury_kind" TEXT,
  "medical_exam" TEXT,
  "reported_elsewhere" TEXT,
  "prior_incidents" TEXT,
  "police_informed" INTEGER,
  "protective_measures" TEXT,
  "description" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "incident_case" ON "incident" ("case");

CREATE TABLE "companion" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "person" TEXT REFERENCES "person" (id) DEFERRABLE INITIALLY DEFERRED,
  "relation" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "companion_case" ON "companion" ("case");
CREATE INDEX "companion_person" ON "companion" ("person");

CREATE TABLE "stay" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "person" TEXT REFERENCES "person" (id) DEFERRABLE INITIALLY DEFERRED,
  "room" TEXT REFERENCES "room" (id) DEFERRABLE INITIALLY DEFERRED,
  "bed" TEXT,
  "checked_in_at" INTEGER,
  "expected_out_on" TEXT,
  "checked_out_at" INTEGER,
  "out_reason" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "stay_case" ON "stay" ("case");
CREATE INDEX "stay_person" ON "stay" ("person");
CREATE INDEX "stay_room" ON "stay" ("room") WHERE "room" IS NOT NULL;

CREATE TABLE "consent" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "person" TEXT REFERENCES "person" (id) DEFERRABLE INITIALLY DEFERRED,
  "purpose" TEXT,
  "recipient" TEXT,
  "scope" TEXT,
  "legal_basis" TEXT,
  "given_on" TEXT,
  "given_by" TEXT,
  "expires_on" TEXT,
  "withdrawn_on" TEXT,
  "form_ref" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "consent_case" ON "consent" ("case");
CREATE INDEX "consent_person" ON "consent" ("person");

CREATE TABLE "assessment" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "tool" TEXT,
  "tool_version" TEXT,
  "answers" TEXT,
  "score" INTEGER,
  "level" TEXT,
  "judgement" TEXT,
  "assessed_at" INTEGER,
  "assessed_by" TEXT REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "assessment_case" ON "assessment" ("case");
CREATE INDEX "assessment_assessed_by" ON "assessment" ("assessed_by") WHERE "assessed_by" IS NOT NULL;

CREATE TABLE "safety_plan" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "made_on" TEXT,
  "warning_signs" TEXT,
  "safe_people" TEXT,
  "code_word" TEXT,
  "strategies" TEXT,
  "steps_after_leaving" TEXT,
  "documents_ready" TEXT,
  "reviewed_on" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "safety_plan_case" ON "safety_plan" ("case");

CREATE TABLE "plan_item" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "need" TEXT,
  "goal" TEXT,
  "action" TEXT,
  "provider" TEXT,
  "due_on" TEXT,
  "status" TEXT,
  "done_on" TEXT,
  "outcome" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "plan_item_case" ON "plan_item" ("case");

CREATE TABLE "care" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "person" TEXT REFERENCES "person" (id) DEFERRABLE INITIALLY DEFERRED,
  "at" INTEGER,
  "kind" TEXT,
  "minutes" INTEGER,
  "staff" TEXT REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED,
  "note" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "care_case" ON "care" ("case");
CREATE INDEX "care_person" ON "care" ("person") WHERE "person" IS NOT NULL;
CREATE INDEX "care_staff" ON "care" ("staff") WHERE "staff" IS NOT NULL;

CREATE TABLE "trip" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "purpose" TEXT,
  "destination" TEXT,
  "from_at" INTEGER,
  "to_at" INTEGER,
  "people" TEXT,
  "escorts" TEXT,
  "mode" TEXT,
  "km" INTEGER,
  "fuel_price" INTEGER,
  "contract_no" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "trip_case" ON "trip" ("case");

CREATE TABLE "voucher" (
  id TEXT PRIMARY KEY NOT NULL,
  "number" TEXT,
  "date" TEXT,
  "vendor" TEXT,
  "amount" INTEGER,
  "kind" TEXT,
  "attachment" TEXT REFERENCES "attachment" (id) DEFERRABLE INITIALLY DEFERRED,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "voucher_attachment" ON "voucher" ("attachment") WHERE "attachment" IS NOT NULL;

CREATE TABLE "support" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "person" TEXT REFERENCES "person" (id) DEFERRABLE INITIALLY DEFERRED,
  "category" TEXT,
  "date" TEXT,
  "date_to" TEXT,
  "trip" TEXT REFERENCES "trip" (id) DEFERRABLE INITIALLY DEFERRED,
  "voucher" TEXT REFERENCES "voucher" (id) DEFERRABLE INITIALLY DEFERRED,
  "quantity" INTEGER,
  "unit_price" INTEGER,
  "amount" INTEGER,
  "funding_source" TEXT,
  "staff" TEXT REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED,
  "note" TEXT,
  "over_limit_reason" TEXT,
  "decision_no" TEXT,
  "payee_kind" TEXT,
  "payee_name" TEXT,
  "paid_on" TEXT,
  "pay_method" TEXT,
  "state" TEXT,
  "rate" TEXT REFERENCES "rate" (id) DEFERRABLE INITIALLY DEFERRED,
  "approved_by" TEXT REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED,
  "approved_at" INTEGER,
  "origin_id" TEXT,
  "origin_period" TEXT,
  "corrects" TEXT REFERENCES "support" (id) DEFERRABLE INITIALLY DEFERRED,
  "statement" TEXT REFERENCES "statement" (id) DEFERRABLE INITIALLY DEFERRED,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "support_rate" ON "support" ("rate") WHERE "rate" IS NOT NULL;
CREATE INDEX "support_approved_by" ON "support" ("approved_by") WHERE "approved_by" IS NOT NULL;
CREATE INDEX "support_corrects" ON "support" ("corrects") WHERE "corrects" IS NOT NULL;

CREATE TABLE "rate" (
  id TEXT PRIMARY KEY NOT NULL,
  "category" TEXT,
  "title" TEXT,
  "valid_from" TEXT,
  "valid_to" TEXT,
  "unit" TEXT,
  "formula" TEXT,
  "level" INTEGER,
  "cap_amount" INTEGER,
  "cap_quantity" INTEGER,
  "cap_people" INTEGER,
  "cap_scope" TEXT,
  "who" TEXT,
  "funding_sources" TEXT,
  "needs_decision" INTEGER,
  "economic_code" TEXT,
  "legal_basis" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;

CREATE TABLE "budget" (
  id TEXT PRIMARY KEY NOT NULL,
  "year" INTEGER,
  "funding_source" TEXT,
  "category" TEXT,
  "amount" INTEGER,
  "decision_no" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;

CREATE TABLE "statement" (
  id TEXT PRIMARY KEY NOT NULL,
  "number" TEXT,
  "kind" TEXT,
  "date_from" TEXT,
  "date_to" TEXT,
  "funding_source" TEXT,
  "total" INTEGER,
  "state" TEXT,
  "finalised_at" INTEGER,
  "control_code" TEXT,
  "void_reason" TEXT,
  "replaces" TEXT REFERENCES "statement" (id) DEFERRABLE INITIALLY DEFERRED,
  "lines" TEXT,
  "letterhead" TEXT,
  "signers" TEXT,
  "notes" TEXT,
  "clauses" TEXT,
  "layout_version" INTEGER,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "statement_replaces" ON "statement" ("replaces") WHERE "replaces" IS NOT NULL;

CREATE TABLE "referral" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "agency" TEXT,
  "service" TEXT,
  "sent_at" INTEGER,
  "with_consent" INTEGER,
  "result" TEXT,
  "result_on" TEXT,
  "returned" INTEGER,
  "note" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "referral_case" ON "referral" ("case");

CREATE TABLE "followup" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "due_on" TEXT,
  "done_on" TEXT,
  "channel" TEXT,
  "safe_now" TEXT,
  "violence_again" TEXT,
  "note" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "followup_case" ON "followup" ("case");

CREATE TABLE "feedback" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "given_on" TEXT,
  "answers" TEXT,
  "comment" TEXT,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "feedback_case" ON "feedback" ("case");

CREATE TABLE "attachment" (
  id TEXT PRIMARY KEY NOT NULL,
  "case" TEXT REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  "name" TEXT,
  "kind" TEXT,
  "mime" TEXT,
  "size" INTEGER,
  "content" BLOB,
  site TEXT,
  created_at INTEGER,
  created_by TEXT,
  updated_at INTEGER,
  updated_by TEXT
) STRICT;
CREATE INDEX "attachment_case" ON "attachment" ("case");

