-- SPDX-License-Identifier: GPL-3.0-or-later
-- What travels between places (app/sync). Ids and hashes are lower-case hex text.

-- This device's own keys; made once, never shown but by tl_identity_export_age().
CREATE TABLE sync_identity (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  device       TEXT NOT NULL,
  sign_secret  BLOB NOT NULL CHECK (length (sign_secret) = 64),
  box_secret   BLOB NOT NULL CHECK (length (box_secret) = 32),
  made_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_peer (
  device       TEXT PRIMARY KEY,
  site         TEXT NOT NULL,
  number       INTEGER NOT NULL,
  sign_public  BLOB NOT NULL CHECK (length (sign_public) = 32),
  box_public   BLOB NOT NULL CHECK (length (box_public) = 32),
  trusted_by   TEXT NOT NULL,
  added_at     INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('trusted', 'dropped')),
  generation   INTEGER NOT NULL DEFAULT 1  -- one more each time it is trusted again: then a baseline goes first
) STRICT;

-- What we send: one stream a place. stream counts the baselines, number the bundles since.
CREATE TABLE sync_out (
  place            TEXT PRIMARY KEY,
  stream           INTEGER NOT NULL,
  number           INTEGER NOT NULL,
  previous         TEXT NOT NULL,
  recipients       TEXT NOT NULL,
  head_incarnation INTEGER NOT NULL,
  head_sequence    INTEGER NOT NULL,
  head_hash        TEXT NOT NULL
) STRICT;

-- The id under which a line or statement travels: random, tells nothing, the same for ever.
CREATE TABLE sync_export (
  record TEXT PRIMARY KEY,
  export TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- What a place was last sent of each row: hash of its text.
CREATE TABLE sync_sent (
  place   TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('money', 'statement', 'statistics')),
  export  TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (place, kind, export)
) STRICT, WITHOUT ROWID;

-- Counts of a month that has ended, as they first left: never counted again, for two counts of one month
-- that differ by one person tell about that person.
CREATE TABLE sync_month (
  month   TEXT PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_bundle (
  direction    TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  hash         TEXT NOT NULL,
  peer         TEXT NOT NULL,   -- out: place; in: device of the sender
  stream       INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  file         TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('made', 'carried', 'received', 'applied', 'rejected', 'held', 'refused')),
  reason       INTEGER NOT NULL DEFAULT 0,
  at           INTEGER NOT NULL,
  entries      INTEGER NOT NULL,
  receipt_code TEXT,
  content      BLOB,            -- the sealed file: out, until confirmed; in, while held
  PRIMARY KEY (direction, hash)
) STRICT;
CREATE INDEX sync_bundle_number ON sync_bundle (direction, peer, stream, number);

-- What we hold of others.
CREATE TABLE sync_in (
  device           TEXT PRIMARY KEY,
  stream           INTEGER NOT NULL,
  number           INTEGER NOT NULL,
  previous         TEXT NOT NULL,
  head_incarnation INTEGER NOT NULL,
  head_sequence    INTEGER NOT NULL,
  head_hash        TEXT NOT NULL
) STRICT;

CREATE TABLE sync_link (
  device      TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  sequence    INTEGER NOT NULL,
  hash        BLOB NOT NULL,
  PRIMARY KEY (device, incarnation, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_money (
  device         TEXT NOT NULL,
  export         TEXT NOT NULL,
  pseudonym      TEXT,
  category       TEXT NOT NULL,
  date           TEXT NOT NULL,
  date_to        TEXT,
  quantity       INTEGER NOT NULL,
  unit           TEXT,
  unit_price     INTEGER,
  amount         INTEGER NOT NULL,
  funding_source TEXT NOT NULL,
  state          TEXT NOT NULL,
  statement      TEXT,
  corrects       TEXT,
  bundle         TEXT NOT NULL,
  PRIMARY KEY (device, export)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_statement (
  device         TEXT NOT NULL,
  export         TEXT NOT NULL,
  number         TEXT NOT NULL,
  kind           TEXT NOT NULL,
  date_from      TEXT NOT NULL,
  date_to        TEXT NOT NULL,
  funding_source TEXT,
  total          INTEGER NOT NULL,
  state          TEXT NOT NULL,
  control_code   TEXT,
  replaces       TEXT,
  bundle         TEXT NOT NULL,
  PRIMARY KEY (device, export)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_statistics (
  device  TEXT NOT NULL,
  month   TEXT NOT NULL,
  content TEXT NOT NULL,
  bundle  TEXT NOT NULL,
  PRIMARY KEY (device, month)
) STRICT, WITHOUT ROWID;

-- Rows of a good bundle that break a rule: kept apart, counted, never dropped silently.
CREATE TABLE sync_quarantine (
  id      INTEGER PRIMARY KEY,
  bundle  TEXT NOT NULL,
  device  TEXT NOT NULL,
  kind    TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
