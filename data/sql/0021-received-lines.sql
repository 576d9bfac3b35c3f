-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Which of the received lines a received statement holds: ids that travel, sorted, so that no order tells which belong
-- together. NULL: sent by an earlier version.

ALTER TABLE sync_statement ADD COLUMN lines TEXT;
