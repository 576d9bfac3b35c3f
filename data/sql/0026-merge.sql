-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The pieces of the search index are merged in the pauses after a save, not inside it (app/store/tidy.c).

INSERT INTO search_text (search_text, rank) VALUES ('automerge', 0);
