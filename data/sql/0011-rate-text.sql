-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The full title of the text a rate comes from, for "Căn cứ": packs that the province gives out bring texts that the
-- program does not know. And an index for ceilings that run over everybody's lines of a month.

ALTER TABLE rate ADD COLUMN "text" TEXT;
CREATE INDEX support_by_category ON support (category, date);
