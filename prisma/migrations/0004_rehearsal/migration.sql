-- A rehearsal takes the whole way into a container of its own, with one day of retention, and is no evidence.
ALTER TABLE "evidence_item" ADD COLUMN "rehearsal" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "acquisition" ADD COLUMN "rehearsal" BOOLEAN NOT NULL DEFAULT false;
