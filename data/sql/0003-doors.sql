-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Requests to open another place's register that were answered here.
CREATE TABLE escrow_answer (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  file_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  device TEXT NOT NULL, -- of whoever made the door
  compared_with TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
