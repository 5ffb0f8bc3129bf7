-- Rights on devices: Defender's groups as they were read, who must agree to an act, and the control that says so.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "device_group" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "devices" INTEGER NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL,
    "refused_at" TIMESTAMPTZ(6),
    "taken_at" TIMESTAMPTZ(6),

    CONSTRAINT "device_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_reading" (
    "device_id" TEXT NOT NULL,
    "device" JSONB NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "device_reading_pkey" PRIMARY KEY ("device_id")
);

-- ---- an act that waits for a second person goes on by that person's decision alone ----

CREATE FUNCTION guard_device_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.state NOT IN ('proposed', 'refused', 'withdrawn') AND NOT EXISTS (
    SELECT FROM public.proposal p WHERE p.kind = 'device-act' AND p.key = NEW.id::text
      AND p.state = 'confirmed' AND p.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'an act that waits for a second person goes on with the confirmation of its proposal alone' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_approval BEFORE UPDATE ON "device_action" FOR EACH ROW WHEN (OLD.state = 'proposed')
  EXECUTE FUNCTION guard_device_approval();
ALTER TABLE "device_action" ENABLE ALWAYS TRIGGER guard_approval;

-- ---- the control, as the others (0018) ----

CREATE OR REPLACE FUNCTION apply_control(p_proposal uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made public.proposal%ROWTYPE;
  newest integer;
BEGIN
  SELECT * INTO made FROM public.proposal p
  WHERE p.id = p_proposal AND p.state = 'confirmed' AND p.xmin = pg_current_xact_id()::xid;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a control changes with the confirmation of its proposal alone' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('control'), hashtext(made.kind));
  IF made.kind = 'access-policy' THEN
    newest := coalesce((SELECT max(v.version) FROM public.policy_version v), 1); -- the first one stands in the code
    IF newest <> (made.before ->> 'version')::int THEN RETURN NULL; END IF;
    INSERT INTO public.policy_version (version, policy) VALUES (newest + 1, made.after);
  ELSIF made.kind IN ('retention-defaults', 'controller-replacement', 'device-rights') THEN
    newest := coalesce((SELECT max(v.version) FROM public.control_version v WHERE v.control = made.kind), 0);
    IF newest <> (made.before ->> 'version')::int THEN RETURN NULL; END IF;
    INSERT INTO public.control_version (control, version, value, proposal_id)
    VALUES (made.kind, newest + 1, made.after, p_proposal);
  ELSE
    RAISE EXCEPTION 'a proposal of the kind % changes no control', made.kind USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN newest + 1;
END
$$;

-- ---- who may do what ----

GRANT SELECT, INSERT, UPDATE ON "device_group", "device_reading" TO holdfast_app;

RESET ROLE;
