-- Verifications that a person asks for, and whether the store still has what was sealed.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "evidence_presence" (
    "evidence_id" UUID NOT NULL,
    "state" TEXT,
    "since" TIMESTAMPTZ(6),
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "answered_at" TIMESTAMPTZ(6),
    "unknown_since" TIMESTAMPTZ(6),
    "problem" TEXT,
    "etag" TEXT,
    "created_on" TIMESTAMPTZ(6),

    CONSTRAINT "evidence_presence_pkey" PRIMARY KEY ("evidence_id")
);

-- CreateTable
CREATE TABLE "ledger_verification" (
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "requester" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(6) NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "heartbeat_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "step" TEXT,
    "entries_done" BIGINT,
    "entries_total" BIGINT,
    "sampled_at" TIMESTAMPTZ(6)[] DEFAULT ARRAY[]::TIMESTAMPTZ(6)[],
    "sampled_entries" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "outcome" TEXT,
    "report" TEXT,

    CONSTRAINT "ledger_verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "evidence_presence_tried_at_idx" ON "evidence_presence"("tried_at");

-- CreateIndex
CREATE INDEX "ledger_verification_requested_at_id_idx" ON "ledger_verification"("requested_at" DESC, "id");

-- AddForeignKey
ALTER TABLE "evidence_presence" ADD CONSTRAINT "evidence_presence_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A second click finds the first one's run.
CREATE UNIQUE INDEX "ledger_verification_one_open" ON "ledger_verification" ((true))
  WHERE "state" IN ('waiting', 'running');

ALTER TABLE "ledger_verification" ADD CONSTRAINT "ledger_verification_state_known"
  CHECK ("state" IN ('waiting', 'running', 'done'));
ALTER TABLE "ledger_verification" ADD CONSTRAINT "ledger_verification_outcome_known"
  CHECK (("state" = 'done') = ("outcome" IS NOT NULL) AND ("outcome" IN ('held', 'findings', 'not-checked')));
ALTER TABLE "ledger_verification" ADD CONSTRAINT "ledger_verification_samples"
  CHECK (cardinality("sampled_at") = cardinality("sampled_entries") AND cardinality("sampled_at") <= 24);
ALTER TABLE "evidence_presence" ADD CONSTRAINT "evidence_presence_state_known"
  CHECK ("state" IN ('stored', 'missing', 'other'));

GRANT SELECT, INSERT, UPDATE ON "evidence_presence", "ledger_verification" TO holdfast_app;

RESET ROLE;
