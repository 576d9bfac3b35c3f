-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Whose money a budget is: the province holds those of several shelters. NULL, as all before: this place's own.

ALTER TABLE budget ADD COLUMN "for_site" TEXT;
