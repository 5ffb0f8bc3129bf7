-- What Defender may hold already, noted before each request to it; and the live responses that may be open at once.
SET LOCAL ROLE holdfast_owner;

ALTER TABLE "device_action" ADD COLUMN "asked_at" TIMESTAMPTZ(6);

-- What was on its way when this was introduced may be there.
UPDATE "device_action" SET "asked_at" = coalesce("submitted_at", clock_timestamp())
WHERE "ended_at" IS NULL AND ("state" = 'submitted' OR ("state" = 'requested' AND "tries" > 0));

CREATE INDEX "device_action_asked" ON "device_action"("kind") WHERE "ended_at" IS NULL AND "asked_at" IS NOT NULL;

-- Notes that Defender is asked now: 'noted'; 'full': so many live responses are open, and nothing is noted; 'lost': another
-- worker has the action. One of them is open from before it is asked for until it is known to be over.
CREATE FUNCTION note_device_asking(p_action uuid, p_fence bigint, p_most integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one public.device_action%ROWTYPE;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('holdfast live responses', 0));
  SELECT * INTO one FROM public.device_action a
  WHERE a.id = p_action AND a.fence = p_fence AND a.state = 'requested' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'lost';
  ELSIF one.kind = 'live-response' AND p_most <= (
      SELECT count(*) FROM public.device_action a
      WHERE a.kind = 'live-response' AND a.ended_at IS NULL AND a.asked_at IS NOT NULL AND a.id <> p_action) THEN
    RETURN 'full';
  END IF;
  UPDATE public.device_action a SET asked_at = clock_timestamp() WHERE a.id = p_action;
  RETURN 'noted';
END
$$;

-- Defender said no to this request: it holds what it held before.
CREATE FUNCTION forget_device_asking(p_action uuid, p_fence bigint, p_before timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.device_action a SET asked_at = p_before
  WHERE a.id = p_action AND a.fence = p_fence AND a.state = 'requested'
    AND (p_before IS NULL OR p_before <= a.asked_at);
$$;

REVOKE ALL ON FUNCTION note_device_asking(uuid, bigint, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_device_asking(uuid, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_device_asking(uuid, bigint, integer) TO holdfast_app;
GRANT EXECUTE ON FUNCTION forget_device_asking(uuid, bigint, timestamptz) TO holdfast_app;

RESET ROLE;
