-- What the checks of a sealed item follow from, kept beside the events that say it: pages judge ten thousand items at once.
SET LOCAL ROLE holdfast_owner;

-- What an act brings: 'transfer' a whole read; 'policy' a sample; 'account' a sample too, and one of every copy where it names
-- no incident. Nothing else decides it.
CREATE FUNCTION fixity_act(p_type text, p_body bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  CASE p_type
    WHEN 'access.link-made', 'bundle.exported', 'custody.handover-offered', 'custody.handover-accepted', 'derivative.attached',
        'derivative.removed' THEN
      RETURN 'transfer';
    WHEN 'access.granted' THEN
      RETURN CASE WHEN public.event_member(p_body, '{detail,mode}') IS DISTINCT FROM 'see-contents' THEN 'transfer' END;
    WHEN 'evidence.found-again', 'hold.placed', 'hold.lifted', 'hold.set-outside', 'hold.cleared-outside', 'hold.set-again',
        'retention.extended', 'retention.changed-outside', 'retention.restored' THEN
      RETURN 'policy';
    WHEN 'posture.drift-found' THEN
      RETURN CASE WHEN public.event_member(p_body, '{detail,after,verdict}') = 'fail' THEN 'account' ELSE 'policy' END;
    WHEN 'reconciliation.finding' THEN
      RETURN CASE WHEN public.event_member(p_body, '{detail,kind}') = 'change-outside' THEN 'account'
        WHEN public.event_member(p_body, '{detail,azure,operation}') ~ '^(Append|Copy(?!BlobSource)|Delete|Incremental|Put|Set|Undelete)' THEN 'policy' END;
    ELSE
      RETURN NULL;
  END CASE;
END
$$;

CREATE INDEX "custody_event_of_fixity_act" ON "custody_event"((fixity_act("type", "body")), "evidence_id", "incident_id", "occurred_at")
  WHERE fixity_act("type", "body") IS NOT NULL;
-- On which day a missed check stands; the index of what was erased goes with it.
CREATE INDEX "custody_event_of_missed_check" ON "custody_event"((event_member("body", '{detail,dueBy}') COLLATE "C"))
  WHERE "type" = 'evidence.check-missed';

-- One row for each item that was ever sealed; acts that name no item are not in it.
CREATE TABLE "fixity_item" (
  "evidence_id" UUID NOT NULL,
  "sealed_at" TIMESTAMPTZ(6),
  "whole_begun" TIMESTAMPTZ(6),
  "whole_ended" TIMESTAMPTZ(6),
  "sample_begun" TIMESTAMPTZ(6),
  "sample_ended" TIMESTAMPTZ(6),
  "tried_at" TIMESTAMPTZ(6),
  "outcome" TEXT,
  "frozen" BOOLEAN NOT NULL DEFAULT false,
  "transfer_at" TIMESTAMPTZ(6),
  "policy_at" TIMESTAMPTZ(6),
  "whole_missed" TIMESTAMPTZ(6),
  "sample_missed" TIMESTAMPTZ(6),
  CONSTRAINT "fixity_item_pkey" PRIMARY KEY ("evidence_id")
);

-- The same rows out of the events alone. In: these items; null: all.
CREATE FUNCTION fixity_of(p_items uuid[]) RETURNS SETOF fixity_item LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  WITH item AS (
    SELECT i.id, i.id::text AS stream, sealed.occurred_at AS sealed_at
    FROM unnest(coalesce(p_items, (SELECT array_agg(DISTINCT e.evidence_id) FROM custody_event e
      WHERE e.type = 'evidence.sealed' AND e.evidence_id IS NOT NULL))) i (id)
    JOIN LATERAL (SELECT c.occurred_at FROM custody_event c WHERE c.stream = i.id::text AND c.type = 'evidence.sealed'
      ORDER BY c.n DESC LIMIT 1) sealed ON true
  ), checked AS (
    SELECT item.*, whole.begun AS whole_begun, whole.ended AS whole_ended, sample.begun AS sample_begun, sample.ended AS sample_ended
    FROM item LEFT JOIN LATERAL (
      SELECT v.occurred_at AS ended, (SELECT b.occurred_at FROM custody_event b WHERE b.stream = v.stream
        AND b.type = 'evidence.verification-started' AND b.n < v.n ORDER BY b.n DESC LIMIT 1) AS begun
      FROM custody_event v WHERE v.stream = item.stream AND v.type = 'evidence.verified'
        AND event_member(v.body, '{detail,outcome}') = 'as-sealed' ORDER BY v.n DESC LIMIT 1) whole ON true
    LEFT JOIN LATERAL (
      SELECT v.occurred_at AS ended, (SELECT b.occurred_at FROM custody_event b WHERE b.stream = v.stream
        AND b.type = 'evidence.sampling-started' AND b.n < v.n ORDER BY b.n DESC LIMIT 1) AS begun
      FROM custody_event v WHERE v.stream = item.stream AND v.type = 'evidence.sampled'
        AND event_member(v.body, '{detail,outcome}') = 'as-sealed' ORDER BY v.n DESC LIMIT 1) sample ON true
  )
  SELECT c.id, c.sealed_at, c.whole_begun, c.whole_ended, c.sample_begun, c.sample_ended, tried.at, tried.outcome,
    coalesce((SELECT f.type = 'evidence.frozen' FROM custody_event f WHERE f.stream = c.stream
      AND f.type IN ('evidence.frozen', 'evidence.thawed') ORDER BY f.n DESC LIMIT 1), false),
    (SELECT min(a.occurred_at) FROM custody_event a WHERE fixity_act(a.type, a.body) = 'transfer' AND a.evidence_id = c.id
      AND a.occurred_at > coalesce(c.whole_begun, c.sealed_at)),
    (SELECT min(a.occurred_at) FROM custody_event a WHERE fixity_act(a.type, a.body) IN ('policy', 'account')
      AND a.evidence_id = c.id AND a.occurred_at > greatest(c.whole_begun, c.sample_begun, c.sealed_at)),
    (SELECT max(m.occurred_at) FROM custody_event m WHERE m.stream = c.stream AND m.type = 'evidence.check-missed'
      AND event_member(m.body, '{detail,check}') = 'whole'),
    (SELECT max(m.occurred_at) FROM custody_event m WHERE m.stream = c.stream AND m.type = 'evidence.check-missed'
      AND event_member(m.body, '{detail,check}') = 'sample')
  FROM checked c LEFT JOIN LATERAL (
    SELECT t.occurred_at AS at, event_member(t.body, '{detail,outcome}') AS outcome FROM (
      (SELECT * FROM custody_event v WHERE v.stream = c.stream AND v.type = 'evidence.verified' ORDER BY v.n DESC LIMIT 1)
      UNION ALL
      (SELECT * FROM custody_event v WHERE v.stream = c.stream AND v.type = 'evidence.sampled' ORDER BY v.n DESC LIMIT 1)) t
    ORDER BY t.n DESC LIMIT 1) tried ON true
$$;

-- In the transaction of the event. The row is locked before the events are read: whoever writes another one waits, and
-- reads this one, too.
CREATE FUNCTION keep_fixity() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM custody_event e WHERE e.stream = NEW.evidence_id::text AND e.type = 'evidence.sealed') THEN
    RETURN NULL;
  END IF;
  INSERT INTO fixity_item (evidence_id) VALUES (NEW.evidence_id)
    ON CONFLICT (evidence_id) DO UPDATE SET evidence_id = excluded.evidence_id;
  UPDATE fixity_item k SET
    (sealed_at, whole_begun, whole_ended, sample_begun, sample_ended, tried_at, outcome, frozen, transfer_at, policy_at,
      whole_missed, sample_missed) =
    (f.sealed_at, f.whole_begun, f.whole_ended, f.sample_begun, f.sample_ended, f.tried_at, f.outcome, f.frozen, f.transfer_at,
      f.policy_at, f.whole_missed, f.sample_missed)
  FROM fixity_of(ARRAY[NEW.evidence_id]) f WHERE k.evidence_id = NEW.evidence_id;
  RETURN NULL;
END
$$;

CREATE TRIGGER keep_fixity AFTER INSERT ON "custody_event" FOR EACH ROW
  WHEN (NEW.evidence_id IS NOT NULL AND (NEW.type IN ('evidence.sealed', 'evidence.verified', 'evidence.sampled',
    'evidence.frozen', 'evidence.thawed', 'evidence.check-missed') OR fixity_act(NEW.type, NEW.body) IS NOT NULL))
  EXECUTE FUNCTION keep_fixity();
-- What is erased says nothing any more.
CREATE TRIGGER keep_fixity_erased AFTER UPDATE ON "custody_event" FOR EACH ROW
  WHEN (NEW.evidence_id IS NOT NULL) EXECUTE FUNCTION keep_fixity();
ALTER TABLE "custody_event" ENABLE ALWAYS TRIGGER keep_fixity, ENABLE ALWAYS TRIGGER keep_fixity_erased;

-- For who finds a row that is not what its events say.
CREATE FUNCTION rebuild_fixity() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  LOCK TABLE custody_event, fixity_item IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM fixity_item;
  INSERT INTO fixity_item SELECT * FROM fixity_of(NULL);
END
$$;
REVOKE ALL ON FUNCTION rebuild_fixity() FROM PUBLIC;
SELECT rebuild_fixity();

-- The application reads it; only the trigger writes.
GRANT SELECT ON "fixity_item" TO holdfast_app;

RESET ROLE;
