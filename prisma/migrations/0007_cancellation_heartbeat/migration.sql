-- Who is carrying out a cancellation, when it was last heard of, and what stood in its way: for the page, and for
-- another worker to take over from a silent one.
ALTER TABLE "acquisition" ADD COLUMN "cancel_worker" TEXT;
ALTER TABLE "acquisition" ADD COLUMN "cancel_heartbeat_at" TIMESTAMPTZ(6);
ALTER TABLE "acquisition" ADD COLUMN "cancel_problem" TEXT;
