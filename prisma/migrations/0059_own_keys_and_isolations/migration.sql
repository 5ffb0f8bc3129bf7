-- The product's own requests have keys that no form can choose (lib/custody/request-key.ts): a form's key is a bare UUID, and
-- one that was the id of an answer or of an action passed for the request that makes its item.
SET LOCAL ROLE holdfast_owner;

UPDATE "acquisition" SET "request_key" = 'hunting:' || "request_key"
  WHERE "source" #>> '{hunting,runId}' = "request_key";
UPDATE "acquisition" SET "request_key" = 'device-action:' || "request_key"
  WHERE "source" #>> '{action,actionId}' = "request_key";

-- Of what else than its own source such a key is, nobody asked here.
ALTER TABLE "acquisition" ADD CONSTRAINT "acquisition_key_of_its_source" CHECK (
  ("request_key" NOT LIKE 'hunting:%' OR "request_key" = 'hunting:' || coalesce("source" #>> '{hunting,runId}', ''))
  AND ("request_key" NOT LIKE 'device-action:%'
    OR "request_key" = 'device-action:' || coalesce("source" #>> '{action,actionId}', '')));

CREATE OR REPLACE FUNCTION guard_hunting_run() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.bytes IS NOT NULL OR OLD.created_at > clock_timestamp() - interval '7 days' OR EXISTS (
      SELECT FROM public.acquisition a WHERE a.request_key = 'hunting:' || OLD.id::text AND a.finished_at IS NULL) THEN
    RAISE EXCEPTION 'an answer stays as it is for a week, and until it is sealed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

-- Whether a device is cut off: the newest act of it that Defender said was done (lib/queries/device-isolation.ts).
CREATE INDEX "device_action_isolation" ON "device_action"("device_id", "created_at" DESC, "id" DESC) INCLUDE ("incident_id")
  WHERE "kind" IN ('isolate', 'release') AND "state" = 'ended' AND "seen" ->> 'state' = 'succeeded';

RESET ROLE;
