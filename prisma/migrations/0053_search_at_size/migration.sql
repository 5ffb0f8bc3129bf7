-- What people asked to have as a file is kept from others as the restricted incident is that they named for it.
SET LOCAL ROLE holdfast_owner;

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
