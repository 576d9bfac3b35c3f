-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Which void statement a final one stands for is printed on it: frozen like all else of the paper.

CREATE TRIGGER statement_replaces_is_frozen BEFORE UPDATE ON statement
WHEN OLD.number IS NOT NULL AND OLD.replaces IS NOT NEW.replaces
BEGIN
  SELECT RAISE (ABORT, 'statement is final and frozen');
END;
