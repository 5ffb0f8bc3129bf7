-- When an incident's source last changed it, apart from when its row changed here: an incident that somebody closed
-- looked newer than a change that its source had made before, and that change was never taken over.
SET LOCAL ROLE holdfast_owner;

-- AlterTable
ALTER TABLE "incident" ADD COLUMN "source_updated_at" TIMESTAMPTZ(6);

-- Where the one time stood for both, the source's is not known any more: null, and the next look takes it over anew.
UPDATE "incident" i SET "source_updated_at" = i."updated_at"
WHERE i."source" <> 'manual' AND NOT EXISTS (
  SELECT FROM "custody_event" e
  WHERE e."stream" = i."id"::text AND e."type" IN ('incident.closed', 'incident.reopened'));

-- The events that open incidents and items, by which fsck walks the tables beside the ledger.
CREATE INDEX "custody_event_opening" ON "custody_event"("stream")
  WHERE "type" IN ('incident.imported', 'incident.opened', 'acquisition.requested');

RESET ROLE;
