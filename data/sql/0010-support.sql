-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Belt and braces of the money: what a final statement holds does not change, whatever program or hand writes.
-- The first line of defence is app/support; these refuse what gets past it. Money columns only: erasing a name from
-- a claimed line must stay possible.

CREATE TRIGGER support_claimed_is_frozen BEFORE UPDATE ON support
WHEN OLD.state IN ('claimed', 'paid') AND NEW.state IN ('claimed', 'paid')
  AND (OLD.category IS NOT NEW.category OR OLD.date IS NOT NEW.date OR OLD.date_to IS NOT NEW.date_to
       OR OLD.quantity IS NOT NEW.quantity OR OLD.unit_price IS NOT NEW.unit_price OR OLD.amount IS NOT NEW.amount
       OR OLD.rate IS NOT NEW.rate OR OLD.funding_source IS NOT NEW.funding_source)
BEGIN
  SELECT RAISE (ABORT, 'support line stands in a final statement and is frozen');
END;

CREATE TRIGGER support_claimed_stays BEFORE DELETE ON support
WHEN OLD.state IN ('claimed', 'paid')
BEGIN
  SELECT RAISE (ABORT, 'support line stands in a final statement and cannot be deleted');
END;

CREATE TRIGGER statement_final_is_frozen BEFORE UPDATE ON statement
WHEN OLD.number IS NOT NULL
  AND (NEW.state NOT IN ('final', 'void') OR (OLD.state = 'void' AND NEW.state <> 'void')
       OR OLD.number IS NOT NEW.number OR OLD.kind IS NOT NEW.kind OR OLD.date_from IS NOT NEW.date_from
       OR OLD.date_to IS NOT NEW.date_to OR OLD.funding_source IS NOT NEW.funding_source OR OLD.total IS NOT NEW.total
       OR OLD.finalised_at IS NOT NEW.finalised_at OR OLD.control_code IS NOT NEW.control_code OR OLD.lines IS NOT NEW.lines
       OR OLD.letterhead IS NOT NEW.letterhead OR OLD.signers IS NOT NEW.signers OR OLD.notes IS NOT NEW.notes
       OR OLD.clauses IS NOT NEW.clauses OR OLD.layout_version IS NOT NEW.layout_version)
BEGIN
  SELECT RAISE (ABORT, 'statement is final and frozen');
END;

CREATE TRIGGER statement_numbered_stays BEFORE DELETE ON statement
WHEN OLD.number IS NOT NULL
BEGIN
  SELECT RAISE (ABORT, 'statement has a number and cannot be deleted');
END;

-- What the ceilings, the generated lines, the statements and the rates look for.
CREATE INDEX support_by_date ON support (date);
CREATE INDEX support_by_case ON support ("case", category); -- whole: "case" IS ? also asks for none
CREATE INDEX support_by_person ON support (person, category) WHERE person IS NOT NULL;
CREATE INDEX support_by_trip ON support (trip) WHERE trip IS NOT NULL;
CREATE INDEX support_by_voucher ON support (voucher) WHERE voucher IS NOT NULL;
CREATE INDEX support_by_statement ON support (statement) WHERE statement IS NOT NULL;
CREATE INDEX support_by_officer ON support (staff, category, date) WHERE staff IS NOT NULL;
CREATE INDEX support_by_origin ON support (origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX rate_by_category ON rate (category, valid_from);
