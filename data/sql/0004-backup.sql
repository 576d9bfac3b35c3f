-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Copies of this register that lie elsewhere, and what was lost when it was salvaged.

-- A backup (made by a person) or a snapshot (made by the program before an import). state: what this register knows of it.
CREATE TABLE backup (
  n INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'snapshot')),
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  place TEXT,                -- the drive's name as the window showed it
  blocks INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'removed')),
  removed_at INTEGER
) STRICT;
CREATE INDEX backup_at ON backup (kind, at);

CREATE TABLE salvage (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  account TEXT NOT NULL      -- JSON: what came over and what did not
) STRICT;

-- The journal's chain is known to be broken in front of these entries: the ones before them could not be read.
CREATE TABLE salvage_gap (
  device BLOB NOT NULL CHECK (length (device) = 16),
  incarnation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  salvage INTEGER NOT NULL REFERENCES salvage (n),
  PRIMARY KEY (device, incarnation, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX salvage_gap_of ON salvage_gap (salvage);
