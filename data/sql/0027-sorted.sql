-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cases by risk, level by level, without opening a row or sorting (app/store/overview.c).

CREATE INDEX case_by_risk ON "case" (risk_level, opened_at, status, received_by, id);
