-- Queries in Microsoft's hunting tables, what they answered, and those that are kept for others.
SET LOCAL ROLE holdfast_owner;

CREATE TABLE "hunting_run" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "device_id" TEXT,
    "device_name" TEXT,
    "query" TEXT NOT NULL,
    "timespan" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL,
    "person_object_id" TEXT NOT NULL,
    "person" JSONB NOT NULL,
    "row_count" INTEGER NOT NULL,
    "truncated" BOOLEAN NOT NULL,
    "bytes" BYTEA,
    "sha256" TEXT NOT NULL,
    "request_key" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hunting_run_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "hunting_query" (
    "id" UUID NOT NULL,
    "series_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "incident_id" UUID,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "timespan" TEXT NOT NULL,
    "author_object_id" TEXT NOT NULL,
    "author" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hunting_query_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "hunting_run_request_key_key" ON "hunting_run"("request_key");
CREATE INDEX "hunting_run_incident_id_created_at_idx" ON "hunting_run"("incident_id", "created_at" DESC);
CREATE UNIQUE INDEX "hunting_query_series_id_version_key" ON "hunting_query"("series_id", "version");

ALTER TABLE "hunting_run" ADD CONSTRAINT "hunting_run_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "hunting_query" ADD CONSTRAINT "hunting_query_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ---- shapes ----

-- The digest is that of the bytes, whoever wrote them.
ALTER TABLE "hunting_run" ADD CONSTRAINT "hunting_run_known" CHECK (
  "row_count" BETWEEN 0 AND 100000
  AND "sha256" ~ '^[0-9a-f]{64}$'
  AND ("bytes" IS NULL OR (length("bytes") <= 33554432 AND "sha256" = encode(sha256("bytes"), 'hex')))
  AND ("device_id" IS NULL) = ("device_name" IS NULL)
  AND "person_object_id" = ("person" ->> 'objectId'));
ALTER TABLE "hunting_query" ADD CONSTRAINT "hunting_query_known" CHECK (
  "version" >= 1 AND "author_object_id" = ("author" ->> 'objectId'));

-- ---- rows that stay as they are ----

-- Of an answer nothing changes; its bytes go once it is a week old, and not while they are being sealed.
CREATE FUNCTION guard_hunting_run() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.bytes IS NOT NULL OR OLD.created_at > clock_timestamp() - interval '7 days' OR EXISTS (
      SELECT FROM public.acquisition a WHERE a.request_key = OLD.id::text AND a.finished_at IS NULL) THEN
    RAISE EXCEPTION 'an answer stays as it is for a week, and until it is sealed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "hunting_run" FOR EACH ROW EXECUTE FUNCTION guard_hunting_run();
CREATE TRIGGER guard BEFORE UPDATE ON "hunting_query" FOR EACH ROW EXECUTE FUNCTION refuse_change();

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['hunting_run', 'hunting_query'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate, ENABLE ALWAYS TRIGGER guard', name);
  END LOOP;
END
$guards$;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "hunting_run", "hunting_query" TO holdfast_app;
GRANT UPDATE ("bytes") ON "hunting_run" TO holdfast_app;

RESET ROLE;
