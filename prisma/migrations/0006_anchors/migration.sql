-- What the ledger's anchors answered, and whether the ledger is frozen.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "ledger_anchor" (
    "size" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "receipt" BYTEA,
    "stated_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_anchor_pkey" PRIMARY KEY ("kind","name","size")
);

-- CreateTable
CREATE TABLE "ledger_anchor_state" (
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "failing_since" TIMESTAMPTZ(6),
    "problem" TEXT,
    "alarm" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ledger_anchor_state_pkey" PRIMARY KEY ("kind","name")
);

-- CreateTable
CREATE TABLE "ledger_freeze" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "checked_at" TIMESTAMPTZ(6) NOT NULL,
    "attack" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "first_index" BIGINT,
    "anchored_size" BIGINT NOT NULL,
    "anchored_note" TEXT NOT NULL,

    CONSTRAINT "ledger_freeze_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ledger_anchor_size_idx" ON "ledger_anchor"("size" DESC);

ALTER TABLE "ledger_anchor" ADD CONSTRAINT "ledger_anchor_kind_known"
  CHECK ("kind" IN ('store', 'witness', 'timestamp'));
ALTER TABLE "ledger_anchor_state" ADD CONSTRAINT "ledger_anchor_state_kind_known"
  CHECK ("kind" IN ('store', 'witness', 'timestamp'));
ALTER TABLE "ledger_freeze" ADD CONSTRAINT "ledger_freeze_single" CHECK ("id" = 1);

-- What an anchor answered stays as it was written; whether one answers now, and the freeze, move on.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "ledger_anchor" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "ledger_anchor" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "ledger_anchor" ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate;

GRANT SELECT ON "ledger_anchor", "ledger_anchor_state", "ledger_freeze" TO holdfast_app;
GRANT SELECT, INSERT ON "ledger_anchor" TO holdfast_sequencer;
GRANT SELECT, INSERT, UPDATE ON "ledger_anchor_state" TO holdfast_sequencer;
GRANT SELECT, INSERT, UPDATE, DELETE ON "ledger_freeze" TO holdfast_sequencer;

RESET ROLE;
