-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What Today and the lists ask of a large register (app/store/overview.c). Each index holds all that its question
-- needs, in the order in which it is shown, so that the rows themselves stay closed: a block that is not opened is what
-- makes a list fast. Those of what is still open are small for ever.

CREATE INDEX case_by_status ON "case" (status, opened_at, code, id);
CREATE INDEX case_by_opened ON "case" (opened_at, code, id);
CREATE INDEX case_by_code ON "case" (code, id, status);
CREATE INDEX case_by_receiver ON "case" (received_by, opened_at, code, id) WHERE received_by IS NOT NULL;
CREATE INDEX stay_here ON stay ("case", expected_out_on, checked_in_at, room) WHERE checked_out_at IS NULL;
CREATE INDEX stay_to_end ON stay (expected_out_on, "case") WHERE checked_out_at IS NULL;
CREATE INDEX followup_open ON followup ("case", due_on) WHERE done_on IS NULL;
CREATE INDEX followup_due ON followup (due_on, "case") WHERE done_on IS NULL;
CREATE INDEX plan_item_open ON plan_item ("case", due_on) WHERE status IN ('planned', 'doing');
CREATE INDEX plan_item_due ON plan_item (due_on, "case") WHERE status IN ('planned', 'doing');
CREATE INDEX consent_to_end ON consent (expires_on, "case") WHERE withdrawn_on IS NULL AND expires_on IS NOT NULL;
CREATE INDEX support_sum ON support ("date", state, amount);
