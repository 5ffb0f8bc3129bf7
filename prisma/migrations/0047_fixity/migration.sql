-- Stored copies are read again by schedule, whole or one block in a hundred; nobody asked for that.
SET LOCAL ROLE holdfast_owner;

ALTER TABLE "copy_verification"
  ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'whole',
  ADD COLUMN "ground" TEXT,
  ADD COLUMN "seed" BYTEA,
  ADD COLUMN "begun_at" TIMESTAMPTZ(6),
  ALTER COLUMN "requester" DROP NOT NULL;

-- A person asks for a whole read; the schedule has a ground for each, and a seed for a sample.
ALTER TABLE "copy_verification" ADD CONSTRAINT "copy_verification_why" CHECK (
  "kind" IN ('whole', 'sample') AND ("requester" IS NULL) = ("ground" IS NOT NULL)
  AND ("ground" IS NOT NULL OR "kind" = 'whole') AND ("kind" = 'sample') = ("seed" IS NOT NULL)
  AND "ground" IN ('active', 'retained', 'weekly', 'transfer', 'policy'));

-- Links that end because a scheduled read froze their item end on nobody's behalf.
ALTER TABLE "link_revocation" ALTER COLUMN "requester" DROP NOT NULL;

-- How much was read by schedule lately; which whole read was the last one.
CREATE INDEX "copy_verification_created_at_idx" ON "copy_verification"("created_at");
CREATE INDEX "copy_verification_finished_at_idx" ON "copy_verification"("finished_at");

GRANT UPDATE ("begun_at") ON "copy_verification" TO holdfast_app;

RESET ROLE;
