-- Actions that Defender lists on devices of incidents and that nobody asked for here.
SET LOCAL ROLE holdfast_owner;

CREATE TABLE "device_foreign_action" (
    "incident_id" UUID NOT NULL,
    "defender_id" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "requestor" TEXT,
    "comment" TEXT,
    "requested_at" TIMESTAMPTZ(6),
    "seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "device_foreign_action_pkey" PRIMARY KEY ("incident_id", "defender_id")
);

CREATE INDEX "device_foreign_action_incident_id_device_id_seen_at_idx" ON "device_foreign_action"("incident_id", "device_id", "seen_at" DESC);

ALTER TABLE "device_foreign_action" ADD CONSTRAINT "device_foreign_action_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- seen once, as it was seen ----

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "device_foreign_action" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "device_foreign_action" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "device_foreign_action" ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate;

GRANT SELECT, INSERT ON "device_foreign_action" TO holdfast_app;

RESET ROLE;
