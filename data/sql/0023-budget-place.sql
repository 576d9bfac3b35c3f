-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Whose money a budget is: the province holds those of several shelters. NULL, as all before: of the place that entered it.

ALTER TABLE budget ADD COLUMN "for_site" TEXT;

CREATE VIEW budget_place AS
SELECT COALESCE (for_site, site) AS place, year, funding_source, category, amount FROM budget;

-- A whole source's sum, where one is set, stands by itself; else it is the sum of its categories.
CREATE VIEW budget_source AS
SELECT place, year, funding_source, SUM (amount) AS amount FROM budget_place b
WHERE category IS NULL OR NOT EXISTS (SELECT 1 FROM budget_place w WHERE w.place = b.place AND w.year = b.year
  AND w.funding_source = b.funding_source AND w.category IS NULL)
GROUP BY place, year, funding_source;
