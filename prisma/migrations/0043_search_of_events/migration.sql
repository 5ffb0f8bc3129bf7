-- Who, what, when, on what and with which end: what finds events among ten million, and the searches that people keep.
SET LOCAL ROLE holdfast_owner;

-- ---- what an event says beside its columns ----

-- What somebody put in place of a record says nothing; it must not stop the search for others.
CREATE FUNCTION event_member(p_body bytea, p_path text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN convert_from(p_body, 'UTF8')::jsonb #>> p_path;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

-- The network address of the person who acted; null for what nobody did from one.
CREATE FUNCTION event_address(p_body bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF p_body IS NULL OR position('"kind":"person"'::bytea IN p_body) = 0 THEN
    RETURN NULL;
  END IF;
  RETURN public.event_member(p_body, '{actor,ip}');
END
$$;

-- The first subject of this kind, without the kind; most events have none, which their bytes show before they are parsed.
CREATE FUNCTION event_subject(p_body bytea, p_kind text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF p_body IS NULL OR position(convert_to('"' || p_kind || ':', 'UTF8') IN p_body) = 0 THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT substr(subject, length(p_kind) + 2)
    FROM jsonb_array_elements_text(convert_from(p_body, 'UTF8')::jsonb -> 'subjects') AS subject
    WHERE starts_with(subject, p_kind || ':') LIMIT 1);
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
CREATE INDEX "custody_event_from_address" ON "custody_event"(event_address("body"), "type", "occurred_at", "id")
  WHERE event_address("body") IS NOT NULL;
CREATE INDEX "custody_event_on_device" ON "custody_event"(event_subject("body", 'device'), "occurred_at", "id")
  WHERE event_subject("body", 'device') IS NOT NULL;
CREATE INDEX "custody_event_of_request" ON "custody_event"(event_subject("body", 'request'), "occurred_at", "id")
  WHERE event_subject("body", 'request') IS NOT NULL;

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
