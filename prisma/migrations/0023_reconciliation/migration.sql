-- How far Azure's logs were read and held against the ledger, and what was found.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "reconciliation_log" (
    "log" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(6) NOT NULL,
    "read_to" TIMESTAMPTZ(6),
    "swept_at" TIMESTAMPTZ(6),
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "answered_at" TIMESTAMPTZ(6),
    "why" TEXT,
    "problem" TEXT,
    "problem_since" TIMESTAMPTZ(6),
    "lateness_minutes" INTEGER,

    CONSTRAINT "reconciliation_log_pkey" PRIMARY KEY ("log")
);

-- CreateTable
CREATE TABLE "reconciliation_hour" (
    "log" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "explained" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "found" INTEGER NOT NULL,
    "aside" INTEGER NOT NULL,

    CONSTRAINT "reconciliation_hour_pkey" PRIMARY KEY ("log","hour")
);

-- CreateTable
CREATE TABLE "reconciliation_record" (
    "log" TEXT NOT NULL,
    "id" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "reconciliation_record_pkey" PRIMARY KEY ("log","id")
);

-- CreateTable
CREATE TABLE "reconciliation_arrival" (
    "kind" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "reconciliation_arrival_pkey" PRIMARY KEY ("kind","event_id")
);

-- CreateTable
CREATE TABLE "reconciliation_use" (
    "grant_id" UUID NOT NULL,
    "requests" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "reconciliation_use_pkey" PRIMARY KEY ("grant_id")
);

-- CreateTable
CREATE TABLE "reconciliation_read" (
    "evidence_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "effect" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "addresses" TEXT[],

    CONSTRAINT "reconciliation_read_pkey" PRIMARY KEY ("evidence_id","hour","effect","who","how")
);

-- CreateTable
CREATE TABLE "reconciliation_finding" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "log" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "until" TIMESTAMPTZ(6),
    "state" TEXT NOT NULL,
    "evidence_id" UUID,
    "incident_id" UUID,
    "azure" JSONB,
    "ledger" JSONB NOT NULL,
    "coverage" JSONB NOT NULL,
    "found_at" TIMESTAMPTZ(6) NOT NULL,
    "explained_at" TIMESTAMPTZ(6),
    "explained_by" TEXT,

    CONSTRAINT "reconciliation_finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_note" (
    "id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "author_object_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reconciliation_note_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reconciliation_record_log_at_idx" ON "reconciliation_record"("log", "at");

-- CreateIndex
CREATE UNIQUE INDEX "reconciliation_finding_key_key" ON "reconciliation_finding"("key");

-- CreateIndex
CREATE INDEX "reconciliation_finding_state_found_at_idx" ON "reconciliation_finding"("state", "found_at" DESC);

-- CreateIndex
CREATE INDEX "reconciliation_finding_evidence_id_idx" ON "reconciliation_finding"("evidence_id");

-- CreateIndex
CREATE INDEX "reconciliation_finding_incident_id_idx" ON "reconciliation_finding"("incident_id");

-- CreateIndex
CREATE INDEX "reconciliation_note_finding_id_created_at_idx" ON "reconciliation_note"("finding_id", "created_at");

-- AddForeignKey
ALTER TABLE "reconciliation_finding" ADD CONSTRAINT "reconciliation_finding_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reconciliation_finding" ADD CONSTRAINT "reconciliation_finding_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reconciliation_note" ADD CONSTRAINT "reconciliation_note_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "reconciliation_finding"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "reconciliation_finding" ADD CONSTRAINT "reconciliation_finding_known" CHECK (
  "kind" IN ('unexplained-access', 'outside-snapshot', 'grant-outside-window', 'grant-outside-address',
    'grant-never-used', 'change-outside', 'gap')
  AND "state" IN ('open', 'explained')
  AND ("state" = 'explained') = ("explained_at" IS NOT NULL AND "explained_by" IS NOT NULL));

-- What was found stays as it was found; that something explains it is said once.
CREATE FUNCTION guard_reconciliation_finding() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  before jsonb := to_jsonb(OLD) - ARRAY['state', 'explained_at', 'explained_by'];
  after jsonb := to_jsonb(NEW) - ARRAY['state', 'explained_at', 'explained_by'];
BEGIN
  IF before = after AND OLD.state = 'open' AND NEW.state = 'explained' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'UPDATE refused: a finding stays as it was found' USING ERRCODE = 'restrict_violation';
END
$$;

DO $guards$
DECLARE
  name text;
BEGIN
  CREATE TRIGGER guard BEFORE UPDATE ON "reconciliation_finding" FOR EACH ROW EXECUTE FUNCTION guard_reconciliation_finding();
  CREATE TRIGGER refuse_delete BEFORE DELETE ON "reconciliation_finding" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "reconciliation_note" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  ALTER TABLE "reconciliation_finding" ENABLE ALWAYS TRIGGER guard, ENABLE ALWAYS TRIGGER refuse_delete;
  ALTER TABLE "reconciliation_note" ENABLE ALWAYS TRIGGER refuse_change;
  FOREACH name IN ARRAY ARRAY['reconciliation_finding', 'reconciliation_note'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

GRANT SELECT, INSERT, UPDATE ON "reconciliation_log", "reconciliation_hour", "reconciliation_use", "reconciliation_read",
  "reconciliation_finding" TO holdfast_app;
GRANT SELECT, INSERT ON "reconciliation_arrival", "reconciliation_note" TO holdfast_app;
GRANT SELECT, INSERT, DELETE ON "reconciliation_record" TO holdfast_app;

RESET ROLE;
