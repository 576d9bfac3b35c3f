-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Searching a large register as fast as one types (app/store/search.c). Hits are read from the highest row number
-- down until enough are found, never all of them sorted: so the number says what goes first. Each type has a band of
-- 2^40 numbers, people above cases above the rest, and in its band the newest is the highest. The index keeps
-- beginnings of one to four letters ready.

DROP TABLE search_text;
UPDATE search_row SET n = n + 1099511627776 * CASE type
  WHEN 'person' THEN 8 WHEN 'case' THEN 7 WHEN 'staff' THEN 6 WHEN 'statement' THEN 5 WHEN 'voucher' THEN 4 ELSE 1 END;
CREATE VIRTUAL TABLE search_text USING fts5 (text, content = 'search_row', content_rowid = 'n', tokenize = 'tamlanh', prefix = '1 2 3 4');
INSERT INTO search_text (search_text) VALUES ('rebuild');
