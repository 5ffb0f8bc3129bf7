-- What takes two people: proposed by one, confirmed by others. Only functions of the database decide and apply.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "proposal" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subjects" TEXT[],
    "incident_id" UUID,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "authority" JSONB,
    "proposed_by" TEXT NOT NULL,
    "proposer" JSONB NOT NULL,
    "needs" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "decided_at" TIMESTAMPTZ(6),

    CONSTRAINT "proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposal_decision" (
    "proposal_id" UUID NOT NULL,
    "decider_object_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "comment" TEXT,
    "decider" JSONB NOT NULL,
    "decided_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "proposal_decision_pkey" PRIMARY KEY ("proposal_id","decider_object_id")
);

-- CreateTable
CREATE TABLE "control_version" (
    "control" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "value" JSONB NOT NULL,
    "proposal_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "control_version_pkey" PRIMARY KEY ("control","version")
);

-- CreateIndex
CREATE UNIQUE INDEX "proposal_number_key" ON "proposal"("number");

-- CreateIndex
CREATE INDEX "proposal_state_created_at_idx" ON "proposal"("state", "created_at" DESC);

-- CreateIndex
CREATE INDEX "proposal_subject_id_created_at_idx" ON "proposal"("subject_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "proposal_incident_id_idx" ON "proposal"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "control_version_proposal_id_key" ON "control_version"("proposal_id");

-- AddForeignKey
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposal_decision" ADD CONSTRAINT "proposal_decision_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "control_version" ADD CONSTRAINT "control_version_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

-- Of one thing one proposal waits at a time: two that answer the same question could otherwise both be confirmed.
CREATE UNIQUE INDEX "proposal_waiting_key" ON "proposal"("kind", "key") WHERE "state" = 'waiting';

-- At least one other person decides, whatever the kind asks for.
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_known" CHECK (
  "state" IN ('waiting', 'confirmed', 'refused', 'withdrawn', 'expired')
  AND ("state" = 'waiting') = ("decided_at" IS NULL)
  AND "proposed_by" = "proposer" ->> 'objectId'
  AND ("needs" ->> 'deciders')::int IN (1, 2)
  AND jsonb_array_length("needs" -> 'roles') >= 1
  AND jsonb_array_length("needs" -> 'proposerRoles') >= 1
  AND jsonb_typeof("needs" -> 'excluded') = 'array'
  AND ("needs" ->> 'stepUpMinutes')::int BETWEEN 1 AND 600
  AND "subjects" IS NOT NULL
  AND jsonb_typeof("changes") = 'array'
  AND "expires_at" > "created_at");
ALTER TABLE "proposal_decision" ADD CONSTRAINT "proposal_decision_known" CHECK ("decision" IN ('confirm', 'refuse'));

-- ---- rows that stay as they were written, and rows that only move on ----

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['proposal_decision', 'control_version'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
  CREATE TRIGGER refuse_delete BEFORE DELETE ON "proposal" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "proposal" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  ALTER TABLE "proposal" ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate;
END
$guards$;

-- A proposal begins by waiting, and what it was once becomes is final.
CREATE FUNCTION guard_proposal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state <> 'waiting' THEN
    RAISE EXCEPTION 'a proposal begins by waiting' USING ERRCODE = 'restrict_violation';
  ELSIF TG_OP = 'UPDATE' AND (OLD.state <> 'waiting'
      OR (to_jsonb(OLD) - 'state' - 'decided_at') IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'decided_at')) THEN
    RAISE EXCEPTION 'a proposal keeps what was proposed, and its end' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "proposal" FOR EACH ROW EXECUTE FUNCTION guard_proposal();
ALTER TABLE "proposal" ENABLE ALWAYS TRIGGER guard;

-- ---- deciding ----

-- The one way to a decision. The proposal's row stays locked until the caller's transaction ends, so that decision,
-- effect and custody events are one, and of two people who decide at once one comes second.
-- p_roles, p_proposer_roles: what the tenant says of the two now.
CREATE FUNCTION decide_proposal(
  p_proposal uuid, p_decision text, p_decider jsonb, p_roles text[], p_proposer_roles text[],
  p_authenticated_at timestamptz, p_comment text)
RETURNS TABLE (outcome text, confirmations integer, needed integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made public.proposal%ROWTYPE;
  who text := p_decider ->> 'objectId';
  moment timestamptz;
  demanded text;
BEGIN
  IF who IS NULL OR p_decision NOT IN ('confirm', 'refuse') THEN
    RAISE EXCEPTION 'a decision has a decider, and is to confirm or to refuse' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT * INTO made FROM public.proposal p WHERE p.id = p_proposal FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    outcome := 'not-found';
    RETURN NEXT;
    RETURN;
  END IF;
  moment := clock_timestamp(); -- after the wait for the lock
  needed := (made.needs ->> 'deciders')::int;
  confirmations := (SELECT count(*) FROM public.proposal_decision d
    WHERE d.proposal_id = p_proposal AND d.decision = 'confirm');
  demanded := made.needs ->> 'oneOf';

  outcome := CASE
    WHEN made.state <> 'waiting' THEN 'not-waiting'
    WHEN made.expires_at <= moment THEN 'expired'
    WHEN who = made.proposed_by THEN 'own-proposal'
    WHEN made.needs -> 'excluded' ? who THEN 'excluded'
    WHEN NOT (made.needs -> 'roles' ?| coalesce(p_roles, '{}')) THEN 'wrong-role'
    WHEN p_authenticated_at IS NULL OR p_authenticated_at > moment + interval '5 minutes'
      OR p_authenticated_at < moment - make_interval(mins => (made.needs ->> 'stepUpMinutes')::int) THEN 'sign-in-too-old'
    WHEN EXISTS (SELECT FROM public.proposal_decision d
        WHERE d.proposal_id = p_proposal AND d.decider_object_id = who) THEN 'already-decided'
    WHEN p_decision = 'confirm' AND NOT (made.needs -> 'proposerRoles' ?| coalesce(p_proposer_roles, '{}')) THEN 'proposer-lost-role'
    WHEN p_decision = 'confirm' AND demanded IS NOT NULL AND confirmations + 1 >= needed
      AND NOT demanded = ANY (coalesce(p_roles, '{}') || coalesce(p_proposer_roles, '{}'))
      AND NOT EXISTS (SELECT FROM public.proposal_decision d
        WHERE d.proposal_id = p_proposal AND d.decider -> 'roles' ? demanded) THEN 'demanded-role-missing'
  END;
  IF outcome IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  INSERT INTO public.proposal_decision (proposal_id, decider_object_id, decision, comment, decider, decided_at)
  VALUES (p_proposal, who, p_decision, p_comment, p_decider || jsonb_build_object('roles', to_jsonb(p_roles)), moment);

  IF p_decision = 'refuse' THEN
    outcome := 'refused';
  ELSE
    confirmations := confirmations + 1;
    outcome := CASE WHEN confirmations >= needed THEN 'confirmed' ELSE 'counted' END;
  END IF;
  IF outcome <> 'counted' THEN
    UPDATE public.proposal p SET state = outcome, decided_at = moment WHERE p.id = p_proposal;
  END IF;
  RETURN NEXT;
END
$$;

-- The two other ends: its proposer takes it back, or its time is over. Out: whether it ended now.
CREATE FUNCTION close_proposal(p_proposal uuid, p_end text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made public.proposal%ROWTYPE;
BEGIN
  IF p_end NOT IN ('withdrawn', 'expired') THEN
    RAISE EXCEPTION 'a proposal is withdrawn, or it expires' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT * INTO made FROM public.proposal p WHERE p.id = p_proposal FOR NO KEY UPDATE;
  IF NOT FOUND OR made.state <> 'waiting' OR (p_end = 'expired' AND made.expires_at > clock_timestamp()) THEN
    RETURN false;
  END IF;
  UPDATE public.proposal p SET state = p_end, decided_at = clock_timestamp() WHERE p.id = p_proposal;
  RETURN true;
END
$$;

-- The one way to a new version of a control: a proposal of its kind that was confirmed in this very transaction, and
-- that was made against the version still in force. Out: the new version; null if another one came between.
CREATE FUNCTION apply_control(p_proposal uuid) RETURNS integer
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
  ELSIF made.kind IN ('retention-defaults', 'controller-replacement') THEN
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

REVOKE ALL ON FUNCTION decide_proposal(uuid, text, jsonb, text[], text[], timestamptz, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION close_proposal(uuid, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION apply_control(uuid) FROM PUBLIC;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "proposal" TO holdfast_app;
GRANT SELECT ON "proposal_decision", "control_version" TO holdfast_app;
GRANT EXECUTE ON FUNCTION decide_proposal(uuid, text, jsonb, text[], text[], timestamptz, text) TO holdfast_app;
GRANT EXECUTE ON FUNCTION close_proposal(uuid, text) TO holdfast_app;
GRANT EXECUTE ON FUNCTION apply_control(uuid) TO holdfast_app;

RESET ROLE;
