-- What a frozen item needs to be thawed: its copy read whole again. And nobody takes custody of what is disposed of.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "copy_verification" (
    "id" UUID NOT NULL,
    "evidence_id" UUID NOT NULL,
    "requester" JSONB NOT NULL,
    "outcome" TEXT,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(6),
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "bytes_done" BIGINT,
    "bytes_total" BIGINT,

    CONSTRAINT "copy_verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "copy_verification_evidence_id_idx" ON "copy_verification"("evidence_id");

-- AddForeignKey
ALTER TABLE "copy_verification" ADD CONSTRAINT "copy_verification_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "copy_verification" ADD CONSTRAINT "copy_verification_known" CHECK (
  ("outcome" IS NULL) = ("finished_at" IS NULL) AND "outcome" IN ('as-sealed', 'differs', 'not-read'));

-- One whole read of an item at a time.
CREATE UNIQUE INDEX "copy_verification_open" ON "copy_verification"("evidence_id") WHERE "finished_at" IS NULL;

-- ---- rows that only move on ----

CREATE FUNCTION guard_copy_verification() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.finished_at IS NOT NULL THEN
    RAISE EXCEPTION 'a verification ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "copy_verification" FOR EACH ROW EXECUTE FUNCTION guard_copy_verification();
CREATE TRIGGER refuse_delete BEFORE DELETE ON "copy_verification" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "copy_verification" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "copy_verification" ENABLE ALWAYS TRIGGER guard, ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate;

-- The one way to the end of an offer, as in 0017. What is disposed of, or on its way out, is taken over by nobody, and its
-- offer is over before its time.
CREATE OR REPLACE FUNCTION end_handover(p_handover uuid, p_end text, p_person text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  offer public.custody_handover%ROWTYPE;
  disposed boolean;
  moment timestamptz;
  refusal text;
BEGIN
  IF p_end NOT IN ('accepted', 'declined', 'withdrawn', 'expired') OR (p_person IS NULL) <> (p_end = 'expired') THEN
    RAISE EXCEPTION 'a person accepts, declines or withdraws an offer, or it expires' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT * INTO offer FROM public.custody_handover h WHERE h.id = p_handover FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'not-found';
  END IF;
  -- A decision on access that is under way comes first; one that begins later sees the new custodian.
  IF p_end = 'accepted' THEN
    PERFORM FROM public.access_request r
      WHERE r.state = 'waiting' AND r.id IN
        (SELECT i.request_id FROM public.access_request_item i WHERE i.evidence_id = offer.evidence_id)
      ORDER BY r.id FOR NO KEY UPDATE;
  END IF;
  disposed := EXISTS (SELECT FROM public.disposal d
    WHERE d.evidence_id = offer.evidence_id AND d.state IN ('deleting', 'done'));
  moment := clock_timestamp(); -- after the wait for the locks
  refusal := CASE
    WHEN p_end IN ('accepted', 'declined') AND p_person <> offer.to_object_id THEN 'not-the-recipient'
    WHEN p_end = 'withdrawn' AND p_person <> offer.offered_by THEN 'not-the-offerer'
    WHEN offer.state <> 'waiting' THEN 'not-waiting'
    WHEN p_end = 'expired' AND offer.expires_at > moment AND NOT disposed THEN 'not-expired'
    WHEN p_end <> 'expired' AND offer.expires_at <= moment THEN 'expired'
    WHEN p_end = 'accepted' AND disposed THEN 'disposed'
    WHEN p_end = 'accepted' AND public.current_custodian(offer.evidence_id) IS DISTINCT FROM offer.from_object_id THEN 'custodian-changed'
  END;
  IF refusal IS NOT NULL THEN
    RETURN refusal;
  END IF;
  UPDATE public.custody_handover h SET state = p_end, ended_at = moment WHERE h.id = p_handover;
  RETURN p_end;
END
$$;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "copy_verification" TO holdfast_app;
GRANT UPDATE ("outcome", "problem", "finished_at", "fence", "lease_until", "next_try_at", "tries", "bytes_done",
  "bytes_total") ON "copy_verification" TO holdfast_app;

RESET ROLE;
