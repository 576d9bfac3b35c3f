-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the store itself keeps beside the records.

-- Ways into the records that pages and sums take.
CREATE UNIQUE INDEX "case_code" ON "case" ("code");
CREATE INDEX "case_opened_at" ON "case" ("opened_at");
CREATE INDEX "case_status" ON "case" ("status", "opened_at");
CREATE INDEX "stay_room_out" ON "stay" ("room", "checked_out_at", "checked_in_at") WHERE "room" IS NOT NULL;
CREATE INDEX "stay_checked_in_at" ON "stay" ("checked_in_at");
CREATE INDEX "stay_checked_out_at" ON "stay" ("checked_out_at", "checked_in_at");
CREATE INDEX "care_at" ON "care" ("at");
CREATE INDEX "incident_at" ON "incident" ("at");
CREATE INDEX "support_state" ON "support" ("state", "date");
CREATE INDEX "plan_item_due_on" ON "plan_item" ("due_on") WHERE "due_on" IS NOT NULL;
CREATE INDEX "followup_due_on" ON "followup" ("due_on");
CREATE UNIQUE INDEX "statement_number" ON "statement" ("number") WHERE "number" IS NOT NULL;

-- This device: one row. incarnation, sequence, lamport and head: where the journal stands.
CREATE TABLE device (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id BLOB NOT NULL CHECK (length (id) = 16),
  site TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  incarnation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  lamport INTEGER NOT NULL,
  head BLOB
) STRICT;

-- Who sits behind which door of the vault.
CREATE TABLE slot_staff (
  slot TEXT PRIMARY KEY NOT NULL,
  staff TEXT NOT NULL REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE setting (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

-- What is being typed, one row an open form.
CREATE TABLE draft (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL
) STRICT;

-- Last number given after a prefix such as "DC-2026-". A number is never given twice, even after a deletion.
CREATE TABLE code_counter (
  prefix TEXT PRIMARY KEY NOT NULL,
  last INTEGER NOT NULL
) STRICT;

-- Under what name a person's money travels. Random, unknown to every other projection.
CREATE TABLE money_pseudonym (
  person_id TEXT PRIMARY KEY NOT NULL REFERENCES "person" (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  pseudonym TEXT NOT NULL UNIQUE
) STRICT;

-- The journal (app/store/journal.h). leaves: the salted values, see app/store/leaf.c. record: the leaf "@id"
-- once more, so that a record's history can be found.
CREATE TABLE entry (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  device BLOB NOT NULL,
  incarnation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  root BLOB NOT NULL CHECK (length (root) = 32),
  hash BLOB NOT NULL CHECK (length (hash) = 32),
  record TEXT,
  leaves BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_number ON entry (incarnation, sequence, device);
CREATE INDEX entry_record ON entry (record, n) WHERE record IS NOT NULL;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE (ABORT, 'an entry of the journal is never deleted'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE OF n, device, incarnation, sequence, root, hash, record ON entry
BEGIN SELECT RAISE (ABORT, 'an entry of the journal is never changed'); END;

-- What can be found by typing. search_text is FTS5 over search_row with the tokenizer of app/store/tokenizer.c.
CREATE TABLE search_row (
  n INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  title TEXT,
  text TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5 (text, content = 'search_row', content_rowid = 'n', tokenize = 'tamlanh');
