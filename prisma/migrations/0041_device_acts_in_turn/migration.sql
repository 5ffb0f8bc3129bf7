-- One act of a kind is under way on a device, whichever incident asks for it; and an act moves on one way only.
SET LOCAL ROLE holdfast_owner;

-- Lines of a console take turns by themselves: several of them may wait.
CREATE UNIQUE INDEX "device_action_one_open" ON "device_action"("device_id", "kind")
  WHERE "ended_at" IS NULL AND "kind" <> 'live-response';

CREATE OR REPLACE FUNCTION guard_device_action() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'an action on a device ends once' USING ERRCODE = 'restrict_violation';
  ELSIF OLD.defender_id IS NOT NULL AND NEW.defender_id IS DISTINCT FROM OLD.defender_id THEN
    RAISE EXCEPTION 'an action on a device has one id at Defender' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('proposed', 'requested'), ('proposed', 'refused'), ('proposed', 'withdrawn'),
      ('requested', 'submitted'), ('requested', 'refused'), ('requested', 'withdrawn'),
      ('submitted', 'ended')) THEN
    RAISE EXCEPTION 'an action on a device that is % does not become %', OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

RESET ROLE;
