-- Custody reports: what was asked for, and the signed file until it is sealed.
SET LOCAL ROLE holdfast_owner;

CREATE TABLE "report" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "subject_number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "evidence_id" UUID NOT NULL,
    "acquisition_id" UUID NOT NULL,
    "exhibit_number" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "person_object_id" TEXT NOT NULL,
    "person" JSONB NOT NULL,
    "generated_at" TIMESTAMPTZ(6),
    "signed_at" TIMESTAMPTZ(6),
    "ledger_size" BIGINT,
    "sha256" TEXT,
    "bytes" BYTEA,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "report_subject_id_version_key" ON "report"("subject_id", "version");
CREATE UNIQUE INDEX "report_evidence_id_key" ON "report"("evidence_id");
CREATE INDEX "report_incident_id_created_at_idx" ON "report"("incident_id", "created_at" DESC);
CREATE INDEX "report_created_at_id_idx" ON "report"("created_at" DESC, "id");

ALTER TABLE "report" ADD CONSTRAINT "report_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "report" ADD CONSTRAINT "report_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "report" ADD CONSTRAINT "report_acquisition_id_fkey" FOREIGN KEY ("acquisition_id") REFERENCES "acquisition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

-- The digest is that of the bytes, whoever wrote them; nothing is signed that was not recorded as generated.
ALTER TABLE "report" ADD CONSTRAINT "report_known" CHECK (
  "version" >= 1
  AND "subject_kind" IN ('evidence', 'incident')
  AND ("signed_at" IS NULL) = ("sha256" IS NULL)
  AND ("signed_at" IS NULL) = ("ledger_size" IS NULL)
  AND ("signed_at" IS NULL OR "generated_at" IS NOT NULL)
  AND ("sha256" IS NULL OR "sha256" ~ '^[0-9a-f]{64}$')
  AND ("bytes" IS NULL OR (length("bytes") <= 134217728 AND "sha256" = encode(sha256("bytes"), 'hex')))
  AND "person_object_id" = ("person" ->> 'objectId'));

-- ---- rows that stay as they are ----

-- A stage is reached once. The bytes go when they are a week old, and not while they are being sealed.
CREATE FUNCTION guard_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.generated_at IS NOT NULL AND NEW.generated_at IS DISTINCT FROM OLD.generated_at
      OR OLD.signed_at IS NOT NULL AND (NEW.signed_at, NEW.ledger_size, NEW.sha256)
        IS DISTINCT FROM (OLD.signed_at, OLD.ledger_size, OLD.sha256)
      OR OLD.signed_at IS NOT NULL AND NEW.bytes IS NOT NULL AND NEW.bytes IS DISTINCT FROM OLD.bytes THEN
    RAISE EXCEPTION 'a report stays as it was generated and signed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.bytes IS NOT NULL AND NEW.bytes IS NULL AND (OLD.signed_at > clock_timestamp() - interval '7 days' OR EXISTS (
      SELECT FROM public.acquisition a WHERE a.id = OLD.acquisition_id AND a.finished_at IS NULL)) THEN
    RAISE EXCEPTION 'a report stays as it is for a week, and until it is sealed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "report" FOR EACH ROW EXECUTE FUNCTION guard_report();
CREATE TRIGGER refuse_delete BEFORE DELETE ON "report" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "report" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "report" ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate, ENABLE ALWAYS TRIGGER guard;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "report" TO holdfast_app;
GRANT UPDATE ("generated_at", "signed_at", "ledger_size", "sha256", "bytes") ON "report" TO holdfast_app;

RESET ROLE;
