-- What finds events among ten million whichever qualifiers stand together; and whose the words of an export are.
SET LOCAL ROLE holdfast_owner;

-- ---- how an event ended, where only its record tells ----

-- The type, and ":failed" behind it where the record says that it ended badly: as `tellingDetails` in
-- lib/custody/event-outcome.ts has it, against which the tests hold this.
CREATE FUNCTION event_kind(p_type text, p_body bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  v_path text[] := CASE p_type
    WHEN 'acquisition.compared' THEN '{detail,equal}'
    WHEN 'access.content-read' THEN '{detail,result}'
    WHEN 'evidence.sampled' THEN '{detail,outcome}'
    WHEN 'evidence.verified' THEN '{detail,outcome}'
    WHEN 'device.action-ended' THEN '{detail,defender,state}'
    WHEN 'device.command-ended' THEN '{detail,result}'
    WHEN 'ledger.verified' THEN '{detail,outcome}'
  END;
  v_bad text[];
  v_one text;
BEGIN
  IF v_path IS NULL THEN
    RETURN p_type;
  END IF;
  v_bad := CASE p_type
    WHEN 'acquisition.compared' THEN '{false}'
    WHEN 'access.content-read' THEN '{broken-off,mismatch,unknown}'
    WHEN 'device.action-ended' THEN '{failed,timed-out}'
    WHEN 'device.command-ended' THEN '{failed}'
    WHEN 'ledger.verified' THEN '{findings,not-checked}'
    ELSE '{differs,not-read}'
  END;
  FOREACH v_one IN ARRAY v_bad LOOP
    -- reading the record takes twenty times as long as seeing that there is nothing to read
    IF pg_catalog.position(p_body, v_one::bytea) > 0 AND public.event_member(p_body, v_path) = v_one THEN
      RETURN p_type || ':failed';
    END IF;
  END LOOP;
  RETURN p_type;
END
$$;

-- ---- what an append reads of its record once, however many indexes have it ----

-- Nobody writes them: they follow from the row, and go with a body that is erased.
ALTER TABLE "custody_event"
  ADD COLUMN "kind" TEXT GENERATED ALWAYS AS (event_kind("type", "body")) STORED,
  ADD COLUMN "actor_ip" TEXT GENERATED ALWAYS AS (
    CASE WHEN position('"ip":"'::bytea IN "body") > 0 THEN event_member("body", '{actor,ip}') END) STORED;

-- As in migration 0017, but for these two: the database makes them anew after this trigger.
CREATE OR REPLACE FUNCTION guard_custody_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.body IS NULL AND NEW.salt IS NULL
      AND (to_jsonb(OLD) - 'body' - 'salt' - 'kind' - 'actor_ip') = (to_jsonb(NEW) - 'body' - 'salt' - 'kind' - 'actor_ip')
      AND public.erasure_stands(OLD.id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% refused: % keeps every row as it was written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;

-- ---- each kind by itself, in the order of time: a rare one is found at once among millions of its person or item ----

DROP INDEX "custody_event_of_incident";
DROP INDEX "custody_event_of_item";
DROP INDEX "custody_event_of_person";
DROP INDEX "custody_event_of_component";
DROP INDEX "custody_event_from_address";

CREATE INDEX "custody_event_of_kind" ON "custody_event"("kind", "occurred_at", "id");
-- What stands in the chain of an item, yet is filed as no event of it, is told apart: one probe finds that there is none.
CREATE INDEX "custody_event_of_stream" ON "custody_event"(
  (CASE WHEN "evidence_id"::text = "stream" THEN "stream" || ' filed' ELSE "stream" END), "kind", "occurred_at", "id");
CREATE INDEX "custody_event_of_incident" ON "custody_event"("incident_id", "kind", "occurred_at", "id")
  WHERE "incident_id" IS NOT NULL;
CREATE INDEX "custody_event_of_item" ON "custody_event"("evidence_id", "kind", "occurred_at", "id")
  WHERE "evidence_id" IS NOT NULL;
CREATE INDEX "custody_event_of_person" ON "custody_event"("actor_object_id", "kind", "occurred_at", "id")
  WHERE "actor_object_id" IS NOT NULL;
CREATE INDEX "custody_event_of_component" ON "custody_event"("actor_label", "kind", "occurred_at", "id")
  WHERE "actor_object_id" IS NULL;
-- Addresses in their own order, each in the spellings that were recorded: one probe for each of a range.
CREATE INDEX "custody_event_from_address"
  ON "custody_event"(event_address("actor_ip"), "actor_ip", "kind", "occurred_at", "id") WHERE "actor_ip" IS NOT NULL;
-- Of one address there may be millions, and of one person, and of both together none. One text, so that for both no other
-- index seems as good to the planner.
CREATE INDEX "custody_event_of_person_from_address"
  ON "custody_event"(("actor_ip" || ' ' || "actor_object_id"), "kind", "occurred_at", "id")
  WHERE "actor_ip" IS NOT NULL AND "actor_object_id" IS NOT NULL;

-- ---- exports ----

-- What people asked to have as a file is kept from others as the restricted incident is that they named for it.
ALTER TABLE "event_export" ADD COLUMN "about_incident_id" UUID;

CREATE OR REPLACE FUNCTION guard_event_export() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.finished_at IS NOT NULL OR NEW.fence < OLD.fence
      OR (OLD.id, OLD.object_id, OLD.requester, OLD.query, OLD.format, OLD.requested_at, OLD.sees_people, OLD.about_incident_id)
        IS DISTINCT FROM (NEW.id, NEW.object_id, NEW.requester, NEW.query, NEW.format, NEW.requested_at, NEW.sees_people,
          NEW.about_incident_id) THEN
    RAISE EXCEPTION 'an export stays what was asked for, and ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

RESET ROLE;
