-- What was one and is kept apart: who closed an alarm and who acknowledged it, a claim and the try that it is for, what waits
-- as a request and what as a proposal. And no proposal without everything that decides who may agree to it.
SET LOCAL ROLE holdfast_owner;

-- AlterTable
ALTER TABLE "alarm" ADD COLUMN "closed_by" TEXT,
ADD COLUMN "closed_name" TEXT,
ADD COLUMN "closed_note" TEXT;

-- AlterTable
ALTER TABLE "alarm_notice" ADD COLUMN "proposal_id" UUID;

-- AlterTable
ALTER TABLE "link_revocation" ADD COLUMN "lease_until" TIMESTAMPTZ(6);

-- AddForeignKey
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "alarm" ADD CONSTRAINT "alarm_closed_known" CHECK (
  ("closed_by" IS NULL) = ("closed_name" IS NULL) AND ("closed_by" IS NULL OR "cleared_at" IS NOT NULL));

ALTER TABLE "alarm_notice" DROP CONSTRAINT "alarm_notice_known";
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_known" CHECK (
  "what" IN ('raised', 'raised-again', 'cleared', 'waits', 'test')
  AND "severity" IN ('critical', 'warning', 'info')
  AND ("what" IN ('raised', 'raised-again', 'cleared')) = ("alarm_id" IS NOT NULL)
  AND (CASE WHEN "what" = 'waits' THEN 1 ELSE 0 END) = num_nonnulls("request_id", "proposal_id")
  AND ("what" = 'test') = ("only_by" IS NOT NULL));

-- A check holds where it is unknown, so that needs without roles passed the first one. An old row that does not hold
-- stays readable, and cannot be decided any more.
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_needs_whole" CHECK (coalesce(
  ("needs" ->> 'deciders')::int IN (1, 2)
  AND jsonb_typeof("needs" -> 'roles') = 'array' AND jsonb_array_length("needs" -> 'roles') >= 1
  AND jsonb_typeof("needs" -> 'proposerRoles') = 'array' AND jsonb_array_length("needs" -> 'proposerRoles') >= 1
  AND jsonb_typeof("needs" -> 'excluded') = 'array'
  AND jsonb_typeof("needs" -> 'oneOf') IN ('string', 'null')
  AND ("needs" ->> 'stepUpMinutes')::int BETWEEN 1 AND 600
  AND "proposer" ? 'objectId'
  AND jsonb_typeof("changes") = 'array', false)) NOT VALID;

-- ---- who may do what ----

GRANT UPDATE ("lease_until") ON "link_revocation" TO holdfast_app;

RESET ROLE;
