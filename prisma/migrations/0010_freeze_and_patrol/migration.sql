-- A freeze and its end are recorded facts; the patrol that reads every row again; anchors whose trouble was told.
SET LOCAL ROLE holdfast_owner;

-- AlterTable
ALTER TABLE "ledger_freeze" ALTER COLUMN "anchored_note" DROP NOT NULL;
ALTER TABLE "ledger_freeze" ADD COLUMN "witnessed_size" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "stream_id" UUID NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE "ledger_anchor_state" ADD COLUMN "told_at" TIMESTAMPTZ(6);

-- CreateTable
CREATE TABLE "ledger_patrol" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "began_at" TIMESTAMPTZ(6) NOT NULL,
    "round_size" BIGINT NOT NULL,
    "left" BIGINT NOT NULL,
    "completed_at" TIMESTAMPTZ(6),
    "completed_size" BIGINT,

    CONSTRAINT "ledger_patrol_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "ledger_patrol" ADD CONSTRAINT "ledger_patrol_single" CHECK ("id" = 1);
ALTER TABLE "ledger_patrol" ADD CONSTRAINT "ledger_patrol_within"
  CHECK ("left" >= 0 AND "left" <= "round_size" AND ("completed_at" IS NULL) = ("completed_size" IS NULL));

-- Whoever records the fact writes the row: one transaction for both. The sequencer only says that it looked again.
GRANT INSERT, UPDATE, DELETE ON "ledger_freeze" TO holdfast_app;
REVOKE INSERT, DELETE ON "ledger_freeze" FROM holdfast_sequencer;
GRANT UPDATE ("told_at") ON "ledger_anchor_state" TO holdfast_app;
GRANT SELECT ON "ledger_patrol" TO holdfast_app;
GRANT SELECT, INSERT, UPDATE ON "ledger_patrol" TO holdfast_sequencer;

RESET ROLE;
