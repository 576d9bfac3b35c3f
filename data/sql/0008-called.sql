-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cases by how the person is called, without opening a row of either table (app/store/overview.c).

CREATE INDEX person_called ON person (id, alias);
CREATE INDEX case_called ON "case" (status, victim, code, id);
