-- Access to evidence: requests, decisions by others, grants. Only a function of the database decides.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "policy_version" (
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "access_request" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "requester_object_id" TEXT NOT NULL,
    "requester" JSONB NOT NULL,
    "incident_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "authority" JSONB NOT NULL,
    "mode" TEXT NOT NULL,
    "address_range" TEXT NOT NULL,
    "hours" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "decided_at" TIMESTAMPTZ(6),

    CONSTRAINT "access_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_request_item" (
    "request_id" UUID NOT NULL,
    "evidence_id" UUID NOT NULL,

    CONSTRAINT "access_request_item_pkey" PRIMARY KEY ("request_id","evidence_id")
);

-- CreateTable
CREATE TABLE "access_decision" (
    "request_id" UUID NOT NULL,
    "approver_object_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "comment_id" UUID,
    "approver" JSONB NOT NULL,
    "decided_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "access_decision_pkey" PRIMARY KEY ("request_id","approver_object_id")
);

-- CreateTable
CREATE TABLE "access_comment" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "author_object_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_grant" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "grantee_object_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "address_range" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "revoked_by" TEXT,
    "revoked_why" TEXT,
    "end_recorded_at" TIMESTAMPTZ(6),

    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "person_setting" ADD COLUMN "away_until" TIMESTAMPTZ(6);

-- CreateIndex
CREATE UNIQUE INDEX "access_request_number_key" ON "access_request"("number");

-- CreateIndex
CREATE INDEX "access_request_state_created_at_idx" ON "access_request"("state", "created_at" DESC);

-- CreateIndex
CREATE INDEX "access_request_requester_object_id_created_at_idx" ON "access_request"("requester_object_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "access_request_item_evidence_id_idx" ON "access_request_item"("evidence_id");

-- CreateIndex
CREATE INDEX "access_comment_request_id_created_at_idx" ON "access_comment"("request_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "access_decision_comment_id_key" ON "access_decision"("comment_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_grant_request_id_key" ON "access_grant"("request_id");

-- CreateIndex
CREATE INDEX "access_grant_grantee_object_id_ends_at_idx" ON "access_grant"("grantee_object_id", "ends_at" DESC);

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_request_item" ADD CONSTRAINT "access_request_item_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_request_item" ADD CONSTRAINT "access_request_item_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_decision" ADD CONSTRAINT "access_decision_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_comment" ADD CONSTRAINT "access_comment_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_decision" ADD CONSTRAINT "access_decision_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "access_comment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "access_request" ADD CONSTRAINT "access_request_known" CHECK (
  "state" IN ('waiting', 'granted', 'refused', 'withdrawn', 'expired')
  AND "mode" IN ('see-contents', 'download', 'disk')
  AND ("state" = 'waiting') = ("decided_at" IS NULL)
  AND "hours" >= 1 AND "hours" <= ("policy" ->> 'longestHours')::int
  AND ("policy" ->> 'approvals')::int >= 1
  AND jsonb_array_length("policy" -> 'approvers') >= 1
  AND jsonb_typeof("policy" -> 'fallback') = 'array'
  AND ("policy" ->> 'stepUpMinutes')::int >= 1
  AND "expires_at" > "created_at");
ALTER TABLE "access_decision" ADD CONSTRAINT "access_decision_known" CHECK ("decision" IN ('approve', 'refuse'));
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_known" CHECK (
  "mode" IN ('see-contents', 'download', 'disk') AND "ends_at" > "starts_at"
  AND ("revoked_at" IS NULL) = ("revoked_by" IS NULL) AND ("revoked_at" IS NULL) = ("revoked_why" IS NULL));

-- ---- rows that stay as they were written, and rows that only move on ----

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['policy_version', 'access_request_item', 'access_decision', 'access_comment'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['access_request', 'access_grant'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- A request begins by waiting, and what it was once becomes is final.
CREATE FUNCTION guard_access_request() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state <> 'waiting' THEN
    RAISE EXCEPTION 'a request begins by waiting' USING ERRCODE = 'restrict_violation';
  ELSIF TG_OP = 'UPDATE' AND (OLD.state <> 'waiting'
      OR (to_jsonb(OLD) - 'state' - 'decided_at') IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'decided_at')) THEN
    RAISE EXCEPTION 'a request keeps what was asked for, and its end' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "access_request" FOR EACH ROW EXECUTE FUNCTION guard_access_request();

-- Nothing is added to a request that others have begun to look at: its items come in the transaction that asks.
CREATE FUNCTION guard_access_request_item() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.access_request r
      WHERE r.id = NEW.request_id AND r.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'the items of a request are named when it is made' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON "access_request_item" FOR EACH ROW EXECUTE FUNCTION guard_access_request_item();

-- A revocation and a recorded end are written once.
CREATE FUNCTION guard_access_grant() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL OR OLD.end_recorded_at IS NOT NULL THEN
    RAISE EXCEPTION 'a grant ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "access_grant" FOR EACH ROW EXECUTE FUNCTION guard_access_grant();

ALTER TABLE "access_request" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "access_request_item" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "access_grant" ENABLE ALWAYS TRIGGER guard;

-- ---- deciding ----

-- In whose custody an item is, by its events: the same rule as lib/custody/current-custodian.ts.
CREATE FUNCTION current_custodian(p_item uuid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT e.actor_object_id FROM public.custody_event e
  WHERE e.stream = p_item::text AND e.type = 'acquisition.requested' ORDER BY e.n DESC LIMIT 1
$$;

-- The one way to a decision and to a grant. The request's row stays locked until the caller's transaction ends, so
-- that decision, grant and custody events are one, and of two people who decide at once one comes second. The lock lets
-- remarks pass, which only refer to the row.
-- p_roles: what the tenant says of the approver now. p_fallback_open: too few of the named roles can decide.
CREATE FUNCTION decide_access_request(
  p_request uuid, p_decision text, p_approver jsonb, p_roles text[], p_fallback_open boolean,
  p_authenticated_at timestamptz, p_comment_id uuid)
RETURNS TABLE (outcome text, approvals integer, needed integer, grant_id uuid, grant_ends timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked public.access_request%ROWTYPE;
  who text := p_approver ->> 'objectId';
  moment timestamptz;
  admitted jsonb;
BEGIN
  IF who IS NULL OR p_decision NOT IN ('approve', 'refuse') THEN
    RAISE EXCEPTION 'a decision has an approver, and is to approve or to refuse' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT * INTO asked FROM public.access_request r WHERE r.id = p_request FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    outcome := 'not-found';
    RETURN NEXT;
    RETURN;
  END IF;
  moment := clock_timestamp(); -- after the wait for the lock
  needed := (asked.policy ->> 'approvals')::int;
  approvals := (SELECT count(*) FROM public.access_decision d WHERE d.request_id = p_request AND d.decision = 'approve');
  admitted := asked.policy -> 'approvers';
  IF p_fallback_open THEN
    admitted := admitted || (asked.policy -> 'fallback');
  END IF;

  outcome := CASE
    WHEN asked.state <> 'waiting' THEN 'not-waiting'
    WHEN asked.expires_at <= moment THEN 'expired'
    WHEN who = asked.requester_object_id THEN 'own-request'
    WHEN EXISTS (SELECT FROM public.access_request_item i
        WHERE i.request_id = p_request AND public.current_custodian(i.evidence_id) = who) THEN 'custodian'
    WHEN NOT (admitted ?| coalesce(p_roles, '{}')) THEN 'wrong-role'
    WHEN p_authenticated_at IS NULL OR p_authenticated_at > moment + interval '5 minutes'
      OR p_authenticated_at < moment - make_interval(mins => (asked.policy ->> 'stepUpMinutes')::int) THEN 'sign-in-too-old'
    WHEN EXISTS (SELECT FROM public.access_decision d
        WHERE d.request_id = p_request AND d.approver_object_id = who) THEN 'already-decided'
  END;
  IF outcome IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  INSERT INTO public.access_decision (request_id, approver_object_id, decision, comment_id, approver, decided_at)
  VALUES (p_request, who, p_decision, p_comment_id, p_approver, moment);

  IF p_decision = 'refuse' THEN
    UPDATE public.access_request r SET state = 'refused', decided_at = moment WHERE r.id = p_request;
    outcome := 'refused';
  ELSE
    approvals := (SELECT count(*) FROM public.access_decision d WHERE d.request_id = p_request AND d.decision = 'approve');
    outcome := 'approved';
    IF approvals >= needed THEN
      UPDATE public.access_request r SET state = 'granted', decided_at = moment WHERE r.id = p_request;
      grant_id := gen_random_uuid();
      grant_ends := moment + make_interval(hours => asked.hours);
      INSERT INTO public.access_grant (id, request_id, grantee_object_id, mode, address_range, starts_at, ends_at)
      VALUES (grant_id, p_request, asked.requester_object_id, asked.mode, asked.address_range, moment, grant_ends);
      outcome := 'granted';
    END IF;
  END IF;
  RETURN NEXT;
END
$$;

-- The two other ends of a request: its requester takes it back, or its time is over. Out: whether it ended now.
CREATE FUNCTION close_access_request(p_request uuid, p_end text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked public.access_request%ROWTYPE;
BEGIN
  IF p_end NOT IN ('withdrawn', 'expired') THEN
    RAISE EXCEPTION 'a request is withdrawn, or it expires' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT * INTO asked FROM public.access_request r WHERE r.id = p_request FOR NO KEY UPDATE;
  IF NOT FOUND OR asked.state <> 'waiting' OR (p_end = 'expired' AND asked.expires_at > clock_timestamp()) THEN
    RETURN false;
  END IF;
  UPDATE public.access_request r SET state = p_end, decided_at = clock_timestamp() WHERE r.id = p_request;
  RETURN true;
END
$$;

REVOKE ALL ON FUNCTION decide_access_request(uuid, text, jsonb, text[], boolean, timestamptz, uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION close_access_request(uuid, text) FROM PUBLIC;

-- ---- who may do what ----

GRANT SELECT ON "policy_version", "access_decision" TO holdfast_app;
GRANT SELECT, INSERT ON "access_request", "access_request_item", "access_comment" TO holdfast_app;
GRANT SELECT ON "access_grant" TO holdfast_app;
GRANT UPDATE ("revoked_at", "revoked_by", "revoked_why", "end_recorded_at") ON "access_grant" TO holdfast_app;
GRANT EXECUTE ON FUNCTION decide_access_request(uuid, text, jsonb, text[], boolean, timestamptz, uuid) TO holdfast_app;
GRANT EXECUTE ON FUNCTION close_access_request(uuid, text) TO holdfast_app;

RESET ROLE;
