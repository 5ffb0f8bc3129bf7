-- Using a grant past the portal: links signed for a person, and disks made of a copy. The links themselves are kept
-- nowhere.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "access_link" (
    "id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "evidence_id" UUID NOT NULL,
    "sas_sha256" TEXT NOT NULL,
    "addresses" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "ended_how" TEXT,

    CONSTRAINT "access_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link_revocation" (
    "id" UUID NOT NULL,
    "requester" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tried_at" TIMESTAMPTZ(6),
    "problem" TEXT,
    "done_at" TIMESTAMPTZ(6),

    CONSTRAINT "link_revocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "working_copy" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "evidence_id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "requester" JSONB NOT NULL,
    "machine_id" TEXT NOT NULL,
    "lun" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "end_why" TEXT,
    "disk_id" TEXT,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(6),
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "bytes_done" BIGINT,
    "bytes_total" BIGINT,

    CONSTRAINT "working_copy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_link_grant_id_idx" ON "access_link"("grant_id");

-- CreateIndex
CREATE INDEX "access_link_ends_at_idx" ON "access_link"("ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "working_copy_number_key" ON "working_copy"("number");

-- CreateIndex
CREATE UNIQUE INDEX "working_copy_evidence_id_ordinal_key" ON "working_copy"("evidence_id", "ordinal");

-- CreateIndex
CREATE INDEX "working_copy_grant_id_idx" ON "working_copy"("grant_id");

-- AddForeignKey
ALTER TABLE "access_link" ADD CONSTRAINT "access_link_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_link" ADD CONSTRAINT "access_link_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "working_copy" ADD CONSTRAINT "working_copy_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "working_copy" ADD CONSTRAINT "working_copy_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "access_link" ADD CONSTRAINT "access_link_known" CHECK (
  "ends_at" > "starts_at" AND "ends_at" <= "made_at" + interval '8 hours 1 minute'
  AND ("ended_at" IS NULL) = ("ended_how" IS NULL) AND "ended_how" IN ('withheld', 'revoked'));
ALTER TABLE "working_copy" ADD CONSTRAINT "working_copy_known" CHECK (
  "state" IN ('requested', 'imported', 'attached', 'detached', 'removed')
  AND "end_why" IN ('asked', 'revoked', 'ended', 'failed', 'held-back')
  AND ("state" NOT IN ('detached', 'removed') OR "end_why" IS NOT NULL)
  AND "lun" BETWEEN 0 AND 63);

-- One place of a workstation holds one working copy.
CREATE UNIQUE INDEX "working_copy_place" ON "working_copy"("machine_id", "lun") WHERE "state" <> 'removed';

-- One revocation ends all links there are, so a second one waits for the first.
CREATE UNIQUE INDEX "link_revocation_open" ON "link_revocation"((true)) WHERE "done_at" IS NULL;

-- ---- rows that only move on ----

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['access_link', 'link_revocation', 'working_copy'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- A link ends once, a revocation is done once, a working copy that is removed stays so, and none comes back from its end.
CREATE FUNCTION guard_grant_use() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  old_row jsonb := to_jsonb(OLD);
  new_row jsonb := to_jsonb(NEW);
BEGIN
  IF old_row ->> 'ended_at' IS NOT NULL OR old_row ->> 'done_at' IS NOT NULL OR old_row ->> 'state' = 'removed' THEN
    RAISE EXCEPTION 'a use of a grant ends once' USING ERRCODE = 'restrict_violation';
  ELSIF old_row ->> 'end_why' IS NOT NULL AND old_row ->> 'end_why' IS DISTINCT FROM new_row ->> 'end_why' THEN
    RAISE EXCEPTION 'a working copy that ends does not come back' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "access_link" FOR EACH ROW EXECUTE FUNCTION guard_grant_use();
CREATE TRIGGER guard BEFORE UPDATE ON "link_revocation" FOR EACH ROW EXECUTE FUNCTION guard_grant_use();
CREATE TRIGGER guard BEFORE UPDATE ON "working_copy" FOR EACH ROW EXECUTE FUNCTION guard_grant_use();
ALTER TABLE "access_link" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "link_revocation" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "working_copy" ENABLE ALWAYS TRIGGER guard;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "access_link", "link_revocation", "working_copy" TO holdfast_app;
GRANT UPDATE ("ended_at", "ended_how") ON "access_link" TO holdfast_app;
GRANT UPDATE ("tried_at", "problem", "done_at") ON "link_revocation" TO holdfast_app;
GRANT UPDATE ("state", "end_why", "disk_id", "problem", "fence", "lease_until", "next_try_at", "tries", "bytes_done",
  "bytes_total") ON "working_copy" TO holdfast_app;

RESET ROLE;
