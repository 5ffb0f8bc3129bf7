-- Events that a person asked to have as a file: made by a worker, handed to that person alone, gone after a day.
SET LOCAL ROLE holdfast_owner;

CREATE TABLE "event_export" (
    "id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,
    "requester" JSONB NOT NULL,
    "query" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "requested_at" TIMESTAMPTZ(6) NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(6),
    "events" INTEGER,
    "bytes" BIGINT,
    "sha256" TEXT,
    "manifest" TEXT,
    "problem" TEXT,
    "finished_at" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6),
    "sees_people" BOOLEAN NOT NULL,
    "incident_ids" UUID[] DEFAULT ARRAY[]::UUID[],

    CONSTRAINT "event_export_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "event_export_part" (
    "export_id" UUID NOT NULL,
    "fence" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "event_export_part_pkey" PRIMARY KEY ("export_id", "fence", "position")
);

CREATE INDEX "event_export_object_id_requested_at_idx" ON "event_export"("object_id", "requested_at" DESC);
CREATE INDEX "event_export_waiting" ON "event_export"("requested_at") WHERE "finished_at" IS NULL;

ALTER TABLE "event_export_part" ADD CONSTRAINT "event_export_part_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "event_export"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "event_export" ADD CONSTRAINT "event_export_known" CHECK (
  "incident_ids" IS NOT NULL AND "format" IN ('csv', 'jsonl') AND "state" IN ('waiting', 'running', 'done', 'failed')
  AND "object_id" = ("requester" ->> 'objectId')
  AND ("state" IN ('done', 'failed')) = ("finished_at" IS NOT NULL)
  AND ("state" = 'done') = ("sha256" IS NOT NULL AND "manifest" IS NOT NULL AND "expires_at" IS NOT NULL
    AND "events" IS NOT NULL AND "bytes" IS NOT NULL));

-- What was asked for stays, and a file that is finished stays what it is.
CREATE FUNCTION guard_event_export() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.finished_at IS NOT NULL OR NEW.fence < OLD.fence
      OR (OLD.id, OLD.object_id, OLD.requester, OLD.query, OLD.format, OLD.requested_at, OLD.sees_people)
        IS DISTINCT FROM (NEW.id, NEW.object_id, NEW.requester, NEW.query, NEW.format, NEW.requested_at, NEW.sees_people) THEN
    RAISE EXCEPTION 'an export stays what was asked for, and ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "event_export" FOR EACH ROW EXECUTE FUNCTION guard_event_export();
CREATE TRIGGER refuse_delete BEFORE DELETE ON "event_export" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_update BEFORE UPDATE ON "event_export_part" FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE "event_export" ENABLE ALWAYS TRIGGER guard, ENABLE ALWAYS TRIGGER refuse_delete;
ALTER TABLE "event_export_part" ENABLE ALWAYS TRIGGER refuse_update;

GRANT SELECT, INSERT, UPDATE ON "event_export" TO holdfast_app;
GRANT SELECT, INSERT, DELETE ON "event_export_part" TO holdfast_app;

RESET ROLE;
