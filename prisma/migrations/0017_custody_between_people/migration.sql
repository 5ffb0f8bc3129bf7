-- Custody between people: hand-overs, joint inventories, and what is withheld or erased by decision.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "custody_handover" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "evidence_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "from_object_id" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "to_object_id" TEXT NOT NULL,
    "to_name" TEXT NOT NULL,
    "offered_by" TEXT NOT NULL,
    "offerer" JSONB NOT NULL,
    "purpose" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "custody_handover_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "incident_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "starter" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "inventory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory_item" (
    "inventory_id" UUID NOT NULL,
    "evidence_id" UUID NOT NULL,

    CONSTRAINT "inventory_item_pkey" PRIMARY KEY ("inventory_id","evidence_id")
);

-- CreateTable
CREATE TABLE "inventory_count" (
    "id" UUID NOT NULL,
    "inventory_id" UUID NOT NULL,
    "evidence_id" UUID NOT NULL,
    "finding" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "counter" JSONB NOT NULL,
    "counted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inventory_count_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory_signature" (
    "inventory_id" UUID NOT NULL,
    "signer_object_id" TEXT NOT NULL,
    "counts_sha256" TEXT NOT NULL,
    "signer" JSONB NOT NULL,
    "signed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "inventory_signature_pkey" PRIMARY KEY ("inventory_id","signer_object_id","counts_sha256")
);

-- CreateTable
CREATE TABLE "body_withheld" (
    "event_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "readers" TEXT[],
    "decided_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "body_withheld_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "body_erasure" (
    "event_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "data_key" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(6),

    CONSTRAINT "body_erasure_pkey" PRIMARY KEY ("event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "custody_handover_number_key" ON "custody_handover"("number");

-- CreateIndex
CREATE INDEX "custody_handover_evidence_id_created_at_idx" ON "custody_handover"("evidence_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "custody_handover_to_object_id_created_at_idx" ON "custody_handover"("to_object_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "custody_handover_offered_by_created_at_idx" ON "custody_handover"("offered_by", "created_at" DESC);

-- CreateIndex
CREATE INDEX "custody_handover_state_expires_at_idx" ON "custody_handover"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "inventory_number_key" ON "inventory"("number");

-- CreateIndex
CREATE INDEX "inventory_incident_id_created_at_idx" ON "inventory"("incident_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "inventory_count_inventory_id_evidence_id_counted_at_idx" ON "inventory_count"("inventory_id", "evidence_id", "counted_at");

-- AddForeignKey
ALTER TABLE "custody_handover" ADD CONSTRAINT "custody_handover_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custody_handover" ADD CONSTRAINT "custody_handover_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory" ADD CONSTRAINT "inventory_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory_item" ADD CONSTRAINT "inventory_item_inventory_id_fkey" FOREIGN KEY ("inventory_id") REFERENCES "inventory"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory_item" ADD CONSTRAINT "inventory_item_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory_count" ADD CONSTRAINT "inventory_count_inventory_id_evidence_id_fkey" FOREIGN KEY ("inventory_id", "evidence_id") REFERENCES "inventory_item"("inventory_id", "evidence_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory_signature" ADD CONSTRAINT "inventory_signature_inventory_id_fkey" FOREIGN KEY ("inventory_id") REFERENCES "inventory"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

-- Of one item one offer waits at a time, and of one incident one inventory is open.
CREATE UNIQUE INDEX "custody_handover_one_waiting" ON "custody_handover"("evidence_id") WHERE "state" = 'waiting';
CREATE UNIQUE INDEX "inventory_one_open" ON "inventory"("incident_id") WHERE "state" = 'counting';

ALTER TABLE "custody_handover" ADD CONSTRAINT "custody_handover_known" CHECK (
  "state" IN ('waiting', 'accepted', 'declined', 'withdrawn', 'expired')
  AND ("state" = 'waiting') = ("ended_at" IS NULL)
  AND "to_object_id" NOT IN ("from_object_id", "offered_by"));
ALTER TABLE "inventory_count" ADD CONSTRAINT "inventory_count_known" CHECK ("finding" IN ('as-recorded', 'differs', 'not-found'));
ALTER TABLE "inventory" ADD CONSTRAINT "inventory_known" CHECK (
  "state" IN ('counting', 'ended', 'abandoned') AND ("state" = 'counting') = ("ended_at" IS NULL));

-- ---- rows that stay as they were written, and rows that only move on ----

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['inventory_item', 'inventory_count', 'inventory_signature', 'body_withheld'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['custody_handover', 'inventory', 'body_erasure'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- An offer and an inventory begin open, and what they once become is final.
CREATE FUNCTION guard_open_then_final() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state <> TG_ARGV[0] THEN
    RAISE EXCEPTION 'a row of % begins as %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
  ELSIF TG_OP = 'UPDATE' AND (OLD.state <> TG_ARGV[0]
      OR (to_jsonb(OLD) - 'state' - 'ended_at') IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'ended_at')) THEN
    RAISE EXCEPTION 'a row of % keeps what it says, and its end', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "custody_handover" FOR EACH ROW EXECUTE FUNCTION guard_open_then_final('waiting');
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "inventory" FOR EACH ROW EXECUTE FUNCTION guard_open_then_final('counting');

-- What is expected is fixed when an inventory begins; nothing is counted once it is over.
CREATE FUNCTION guard_inventory_item() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.inventory i
      WHERE i.id = NEW.inventory_id AND i.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'what an inventory expects is named when it begins' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE FUNCTION guard_inventory_count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.inventory i WHERE i.id = NEW.inventory_id AND i.state = 'counting' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this inventory is over' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON "inventory_item" FOR EACH ROW EXECUTE FUNCTION guard_inventory_item();
CREATE TRIGGER guard BEFORE INSERT ON "inventory_count" FOR EACH ROW EXECUTE FUNCTION guard_inventory_count();

ALTER TABLE "custody_handover" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "inventory" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "inventory_item" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "inventory_count" ENABLE ALWAYS TRIGGER guard;

-- ---- custody ----

-- In whose custody an item is, by its events: the same rule as lib/custody/current-custodian.ts.
CREATE OR REPLACE FUNCTION current_custodian(p_item uuid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT e.actor_object_id FROM public.custody_event e
  WHERE e.stream = p_item::text AND e.type IN ('acquisition.requested', 'custody.handover-accepted')
  ORDER BY e.n DESC LIMIT 1
$$;

-- The one way to the end of an offer. Its row stays locked until the caller's transaction ends, so that of two people
-- who act at once one comes second. p_person: who acts; null where time itself does. Out: the end, or why it is none.
CREATE FUNCTION end_handover(p_handover uuid, p_end text, p_person text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  offer public.custody_handover%ROWTYPE;
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
  moment := clock_timestamp(); -- after the wait for the locks
  refusal := CASE
    WHEN p_end IN ('accepted', 'declined') AND p_person <> offer.to_object_id THEN 'not-the-recipient'
    WHEN p_end = 'withdrawn' AND p_person <> offer.offered_by THEN 'not-the-offerer'
    WHEN offer.state <> 'waiting' THEN 'not-waiting'
    WHEN p_end = 'expired' AND offer.expires_at > moment THEN 'not-expired'
    WHEN p_end <> 'expired' AND offer.expires_at <= moment THEN 'expired'
    WHEN p_end = 'accepted' AND public.current_custodian(offer.evidence_id) IS DISTINCT FROM offer.from_object_id THEN 'custodian-changed'
  END;
  IF refusal IS NOT NULL THEN
    RETURN refusal;
  END IF;
  UPDATE public.custody_handover h SET state = p_end, ended_at = moment WHERE h.id = p_handover;
  RETURN p_end;
END
$$;

-- ---- inventory ----

-- The newest count of each item, as one digest: what two people sign must be one and the same.
CREATE FUNCTION inventory_digest(p_inventory uuid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT encode(sha256(convert_to(coalesce(string_agg(newest.line, E'\n' ORDER BY newest.line), ''), 'UTF8')), 'hex')
  FROM (SELECT DISTINCT ON (c.evidence_id) c.evidence_id || ' ' || c.id AS line FROM public.inventory_count c
        WHERE c.inventory_id = p_inventory ORDER BY c.evidence_id, c.counted_at DESC, c.id DESC) newest
$$;

-- One signature under the counts as they stand. The second one, by somebody else under the same counts, ends the
-- inventory. p_counts: the digest that the signer saw. Out: signed, ended, or why it is neither.
CREATE FUNCTION sign_inventory(p_inventory uuid, p_signer jsonb, p_counts text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  counted public.inventory%ROWTYPE;
  who text := p_signer ->> 'objectId';
  refusal text;
BEGIN
  IF who IS NULL THEN
    RAISE EXCEPTION 'a signature has a signer' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Also against counts: each takes a share of this row.
  SELECT * INTO counted FROM public.inventory i WHERE i.id = p_inventory FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'not-found';
  END IF;
  refusal := CASE
    WHEN counted.state <> 'counting' THEN 'not-open'
    WHEN EXISTS (SELECT FROM public.inventory_item i WHERE i.inventory_id = p_inventory AND NOT EXISTS
        (SELECT FROM public.inventory_count c WHERE c.inventory_id = i.inventory_id AND c.evidence_id = i.evidence_id))
      THEN 'not-complete'
    WHEN public.inventory_digest(p_inventory) <> p_counts THEN 'counts-changed'
    WHEN EXISTS (SELECT FROM public.inventory_signature s WHERE s.inventory_id = p_inventory
        AND s.signer_object_id = who AND s.counts_sha256 = p_counts) THEN 'already-signed'
  END;
  IF refusal IS NOT NULL THEN
    RETURN refusal;
  END IF;
  INSERT INTO public.inventory_signature (inventory_id, signer_object_id, counts_sha256, signer, signed_at)
  VALUES (p_inventory, who, p_counts, p_signer, clock_timestamp());
  IF (SELECT count(*) FROM public.inventory_signature s
      WHERE s.inventory_id = p_inventory AND s.counts_sha256 = p_counts) < 2 THEN
    RETURN 'signed';
  END IF;
  UPDATE public.inventory i SET state = 'ended', ended_at = clock_timestamp() WHERE i.id = p_inventory;
  RETURN 'ended';
END
$$;

CREATE FUNCTION abandon_inventory(p_inventory uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.inventory i SET state = 'abandoned', ended_at = clock_timestamp()
  WHERE i.id = p_inventory AND i.state = 'counting';
  RETURN FOUND;
END
$$;

-- ---- erasing a body ----

-- What a record said can go by decision; that there was one, its place and its leaf stay for ever.
ALTER TABLE "custody_event" ALTER COLUMN "body" DROP NOT NULL, ALTER COLUMN "salt" DROP NOT NULL;
ALTER TABLE "custody_event" ADD CONSTRAINT "custody_event_body_whole" CHECK (("body" IS NULL) = ("salt" IS NULL));

-- Whether a decision to erase this event's body stands in the ledger's tree, not only in its outbox.
CREATE FUNCTION erasure_stands(p_event uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM public.body_erasure b WHERE b.event_id = p_event) AND EXISTS (
    SELECT FROM public.custody_event c JOIN public.ledger_entry e ON e.event_id = c.id AND e.leaf = c.leaf
    WHERE c.stream = (SELECT about.stream FROM public.custody_event about WHERE about.id = p_event)
      AND c.type = 'ledger.body-erased' AND c.body IS NOT NULL
      AND convert_from(c.body, 'UTF8')::jsonb -> 'detail' ->> 'eventId' = p_event::text)
$$;

CREATE FUNCTION guard_custody_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.body IS NULL AND NEW.salt IS NULL
      AND (to_jsonb(OLD) - 'body' - 'salt') = (to_jsonb(NEW) - 'body' - 'salt')
      AND public.erasure_stands(OLD.id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% refused: % keeps every row as it was written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;
DROP TRIGGER refuse_change ON "custody_event";
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "custody_event" FOR EACH ROW EXECUTE FUNCTION guard_custody_event();
ALTER TABLE "custody_event" ENABLE ALWAYS TRIGGER refuse_change;

-- Takes the body away once the decision stands in the tree and the caller has destroyed its key. Out: whether it went now.
CREATE FUNCTION erase_body(p_event uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.body_erasure b WHERE b.event_id = p_event AND b.erased_at IS NULL FOR UPDATE;
  IF NOT FOUND OR NOT public.erasure_stands(p_event) THEN
    RETURN false;
  END IF;
  -- A note stands in a table of its own besides.
  UPDATE public.incident_note o SET text = '' FROM public.custody_event c
  WHERE c.id = p_event AND c.type = 'incident.note-written' AND c.body IS NOT NULL
    AND o.id::text = convert_from(c.body, 'UTF8')::jsonb -> 'detail' ->> 'noteId';
  UPDATE public.custody_event c SET body = NULL, salt = NULL WHERE c.id = p_event;
  UPDATE public.body_erasure b SET erased_at = clock_timestamp() WHERE b.event_id = p_event;
  RETURN true;
END
$$;

-- ---- who may do what ----

REVOKE ALL ON FUNCTION end_handover(uuid, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION sign_inventory(uuid, jsonb, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION abandon_inventory(uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION erase_body(uuid) FROM PUBLIC;

GRANT SELECT, INSERT ON
  "custody_handover", "inventory", "inventory_item", "inventory_count", "body_withheld", "body_erasure" TO holdfast_app;
GRANT SELECT ON "inventory_signature" TO holdfast_app;
GRANT EXECUTE ON FUNCTION end_handover(uuid, text, text) TO holdfast_app;
GRANT EXECUTE ON FUNCTION sign_inventory(uuid, jsonb, text) TO holdfast_app;
GRANT EXECUTE ON FUNCTION abandon_inventory(uuid) TO holdfast_app;
GRANT EXECUTE ON FUNCTION erase_body(uuid) TO holdfast_app;

RESET ROLE;
