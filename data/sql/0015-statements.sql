-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Names on a list of signatures stand apart from its lines: the accounts keep the lines for ten years, a person may ask
-- for her name to go sooner. So "names" is not frozen by a trigger; all else of the paper is.

ALTER TABLE "statement" ADD COLUMN "names" TEXT;
ALTER TABLE "statement" ADD COLUMN "request" TEXT;

CREATE TRIGGER statement_request_is_frozen BEFORE UPDATE ON statement
WHEN OLD.number IS NOT NULL AND OLD.request IS NOT NEW.request
BEGIN
  SELECT RAISE (ABORT, 'statement is final and frozen');
END;
