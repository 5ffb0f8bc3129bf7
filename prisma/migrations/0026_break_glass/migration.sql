-- Break-glass: one person reads one restricted incident for at most an hour, and others judge it afterwards.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "break_glass" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "incident_id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_recorded_at" TIMESTAMPTZ(6),
    "reviewed_at" TIMESTAMPTZ(6),
    "reviewer_object_id" TEXT,
    "reviewer" JSONB,
    "verdict" TEXT,
    "review" TEXT,

    CONSTRAINT "break_glass_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "break_glass_number_key" ON "break_glass"("number");

-- CreateIndex
CREATE INDEX "break_glass_object_id_ends_at_idx" ON "break_glass"("object_id", "ends_at" DESC);

-- CreateIndex
CREATE INDEX "break_glass_incident_id_idx" ON "break_glass"("incident_id");

-- AddForeignKey
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

-- The next use waits for the review of the last one, whoever asks and however many ask at once.
CREATE UNIQUE INDEX "break_glass_unreviewed" ON "break_glass" ((true)) WHERE "reviewed_at" IS NULL;

ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_known" CHECK (
  "ends_at" > "starts_at" AND "ends_at" <= "starts_at" + interval '1 hour'
  AND "object_id" = "actor" ->> 'objectId'
  AND ("ended_at" IS NULL OR "ended_at" <= "ends_at")
  AND ("reviewed_at" IS NULL) = ("reviewer_object_id" IS NULL) AND ("reviewed_at" IS NULL) = ("reviewer" IS NULL)
  AND ("reviewed_at" IS NULL) = ("verdict" IS NULL) AND ("reviewed_at" IS NULL) = ("review" IS NULL)
  AND "reviewer_object_id" IS DISTINCT FROM "object_id"
  AND "verdict" IN ('justified', 'not-justified'));

-- It begins when it is written, ends once, and is judged once, by somebody else and after its end.
CREATE FUNCTION guard_break_glass() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  moving text[] := ARRAY['ended_at', 'end_recorded_at', 'reviewed_at', 'reviewer_object_id', 'reviewer', 'verdict', 'review'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.starts_at := clock_timestamp();
    IF NEW.ended_at IS NOT NULL OR NEW.end_recorded_at IS NOT NULL OR NEW.reviewed_at IS NOT NULL THEN
      RAISE EXCEPTION 'it begins without an end' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (to_jsonb(OLD) - moving) IS DISTINCT FROM (to_jsonb(NEW) - moving)
      OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
      OR (OLD.end_recorded_at IS NOT NULL AND NEW.end_recorded_at IS DISTINCT FROM OLD.end_recorded_at)
      OR (OLD.reviewed_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
      OR (NEW.reviewed_at IS NOT NULL AND coalesce(NEW.ended_at, NEW.ends_at) > clock_timestamp()) THEN
    RAISE EXCEPTION 'it ends once, and is judged once, after its end' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "break_glass" FOR EACH ROW EXECUTE FUNCTION guard_break_glass();
CREATE TRIGGER refuse_delete BEFORE DELETE ON "break_glass" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "break_glass" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "break_glass" ENABLE ALWAYS TRIGGER guard, ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate;

GRANT SELECT, INSERT ON "break_glass" TO holdfast_app;
GRANT UPDATE ("ended_at", "end_recorded_at", "reviewed_at", "reviewer_object_id", "reviewer", "verdict", "review") ON "break_glass" TO holdfast_app;

RESET ROLE;
