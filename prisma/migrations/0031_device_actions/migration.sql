-- What was asked of devices by way of Defender, from the asking to the end.
SET LOCAL ROLE holdfast_owner;

ALTER TABLE "incident_device" ADD COLUMN "vm_resource_id" TEXT;

-- CreateTable
CREATE TABLE "device_action" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "incident_id" UUID NOT NULL,
    "device_id" TEXT NOT NULL,
    "device" JSONB NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL,
    "kind" TEXT NOT NULL,
    "act" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "authority" JSONB NOT NULL,
    "plan" TEXT NOT NULL,
    "requester_object_id" TEXT NOT NULL,
    "requester" JSONB NOT NULL,
    "request_key" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "defender_id" TEXT,
    "seen" JSONB,
    "seen_at" TIMESTAMPTZ(6),
    "problem" TEXT,
    "cancel_wanted" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submitted_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(6),
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "device_action_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "device_action_number_key" ON "device_action"("number");

-- CreateIndex
CREATE UNIQUE INDEX "device_action_request_key_key" ON "device_action"("request_key");

-- CreateIndex
CREATE INDEX "device_action_incident_id_device_id_created_at_idx" ON "device_action"("incident_id", "device_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "device_action" ADD CONSTRAINT "device_action_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "device_action" ADD CONSTRAINT "device_action_known" CHECK (
  "state" IN ('proposed', 'requested', 'submitted', 'ended', 'refused', 'withdrawn')
  AND ("state" NOT IN ('submitted', 'ended') OR "defender_id" IS NOT NULL)
  AND ("state" IN ('ended', 'refused', 'withdrawn')) = ("ended_at" IS NOT NULL));

-- Those that are not over, for the worker.
CREATE INDEX "device_action_open" ON "device_action"("next_try_at") WHERE "ended_at" IS NULL;

-- One action at Defender is one action here.
CREATE UNIQUE INDEX "device_action_defender" ON "device_action"("defender_id") WHERE "defender_id" IS NOT NULL;

-- ---- rows that only move on ----

DO $guards$
BEGIN
  CREATE TRIGGER refuse_delete BEFORE DELETE ON "device_action" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "device_action" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  ALTER TABLE "device_action" ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate;
END
$guards$;

-- An action ends once, and is at Defender under one id.
CREATE FUNCTION guard_device_action() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'an action on a device ends once' USING ERRCODE = 'restrict_violation';
  ELSIF OLD.defender_id IS NOT NULL AND NEW.defender_id IS DISTINCT FROM OLD.defender_id THEN
    RAISE EXCEPTION 'an action on a device has one id at Defender' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "device_action" FOR EACH ROW EXECUTE FUNCTION guard_device_action();
ALTER TABLE "device_action" ENABLE ALWAYS TRIGGER guard;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "device_action" TO holdfast_app;
GRANT UPDATE ("state", "defender_id", "seen", "seen_at", "problem", "cancel_wanted", "submitted_at", "ended_at", "fence",
  "lease_until", "next_try_at", "tries") ON "device_action" TO holdfast_app;

RESET ROLE;
