-- Who, what, when, on what and with which end: what finds events among ten million, and the searches that people keep.
SET LOCAL ROLE holdfast_owner;

-- ---- what an event says beside its columns ----

-- Without a search path of their own, which would cost each append more than what they do; every name is PostgreSQL's.
-- What somebody put in place of a record says nothing; it must not stop the search for others.
CREATE FUNCTION event_member(p_body bytea, p_path text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN pg_catalog.convert_from(p_body, 'UTF8')::pg_catalog.json #>> p_path;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

-- The first subject of this kind, without the kind.
CREATE FUNCTION event_subject(p_body bytea, p_kind text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN (SELECT pg_catalog.substr(subject, pg_catalog.length(p_kind) + 2)
    FROM pg_catalog.json_array_elements_text(pg_catalog.convert_from(p_body, 'UTF8')::pg_catalog.json -> 'subjects') AS subject
    WHERE pg_catalog.starts_with(subject, p_kind || ':') LIMIT 1);
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

-- ---- by which way each is found, in the order of time ----

DROP INDEX "custody_event_incident_id_occurred_at_idx";
DROP INDEX "custody_event_evidence_id_n_idx";
DROP INDEX "custody_event_actor_object_id_occurred_at_idx";

CREATE INDEX "custody_event_occurred_at_id_idx" ON "custody_event"("occurred_at", "id");
CREATE INDEX "custody_event_type_occurred_at_id_idx" ON "custody_event"("type", "occurred_at", "id");
CREATE INDEX "custody_event_of_incident" ON "custody_event"("incident_id", "occurred_at", "id")
  WHERE "incident_id" IS NOT NULL;
CREATE INDEX "custody_event_of_item" ON "custody_event"("evidence_id", "occurred_at", "id")
  WHERE "evidence_id" IS NOT NULL;
-- Of one person, part or address there may be millions: each kind by itself, so that a rare one is found at once.
CREATE INDEX "custody_event_of_person" ON "custody_event"("actor_object_id", "type", "occurred_at", "id")
  WHERE "actor_object_id" IS NOT NULL;
CREATE INDEX "custody_event_of_component" ON "custody_event"("actor_label", "type", "occurred_at", "id")
  WHERE "actor_object_id" IS NULL;
-- A record is read for them only where its bytes show that there is something to find.
CREATE INDEX "custody_event_from_address" ON "custody_event"(event_member("body", '{actor,ip}'), "type", "occurred_at", "id")
  WHERE position('"ip":"'::bytea IN "body") > 0;
CREATE INDEX "custody_event_on_device" ON "custody_event"(event_subject("body", 'device'), "occurred_at", "id")
  WHERE position('"device:'::bytea IN "body") > 0;
CREATE INDEX "custody_event_of_request" ON "custody_event"(event_subject("body", 'request'), "occurred_at", "id")
  WHERE position('"request:'::bytea IN "body") > 0;

-- ---- searches that a person keeps ----

CREATE TABLE "saved_search" (
    "id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_search_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "saved_search_object_id_name_key" ON "saved_search"("object_id", "name");

ALTER TABLE "saved_search" ADD CONSTRAINT "saved_search_known" CHECK (
  length("name") BETWEEN 1 AND 80 AND length("query") BETWEEN 1 AND 2000);

GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_search" TO holdfast_app;

RESET ROLE;
