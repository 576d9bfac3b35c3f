-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The life of a support line: whose figures they are (another person approves them), whether there was nobody else to
-- approve, the paper of the payment, why a line was voided. And what a child's file is offered for.

ALTER TABLE support ADD COLUMN "pay_voucher" TEXT REFERENCES "voucher" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE support ADD COLUMN "entered_by" TEXT REFERENCES "staff" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE support ADD COLUMN "approved_alone" INTEGER;
ALTER TABLE support ADD COLUMN "void_reason" TEXT;
CREATE INDEX "support_pay_voucher" ON support ("pay_voucher") WHERE "pay_voucher" IS NOT NULL;
CREATE INDEX "support_entered_by" ON support ("entered_by") WHERE "entered_by" IS NOT NULL;

ALTER TABLE person ADD COLUMN "child_protection" TEXT;

-- Lines made from a source, month by month: which of them has lost it.
CREATE INDEX support_by_period ON support (origin_period, category) WHERE origin_id IS NOT NULL;
