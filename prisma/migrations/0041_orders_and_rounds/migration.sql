-- What is asked of Defender beside actions on devices, so that it is gone on with after a death; and whose turn it is to
-- read one of Defender's lists, so that calls do not grow with the number of workers.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "defender_order" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "asked" JSONB NOT NULL,
    "requester" JSONB NOT NULL,
    "problem" TEXT,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "fence" BIGINT NOT NULL DEFAULT 1,
    "lease_until" TIMESTAMPTZ(6),
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "defender_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_round" (
    "part" TEXT NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "read" JSONB,
    "read_at" TIMESTAMPTZ(6),

    CONSTRAINT "device_round_pkey" PRIMARY KEY ("part")
);

-- ---- shapes ----

ALTER TABLE "defender_order" ADD CONSTRAINT "defender_order_known" CHECK ("kind" IN ('add-indicator', 'install-scripts'));

-- Those that are not over, for the worker.
CREATE INDEX "defender_order_open" ON "defender_order"("next_try_at") WHERE "ended_at" IS NULL;

-- ---- rows that only move on ----

CREATE FUNCTION guard_defender_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'what was asked of Defender ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "defender_order" FOR EACH ROW EXECUTE FUNCTION guard_defender_order();
CREATE TRIGGER refuse_delete BEFORE DELETE ON "defender_order" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "defender_order" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "defender_order" ENABLE ALWAYS TRIGGER guard, ENABLE ALWAYS TRIGGER refuse_delete,
  ENABLE ALWAYS TRIGGER refuse_truncate;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "defender_order" TO holdfast_app;
GRANT UPDATE ("problem", "ended_at", "fence", "lease_until", "next_try_at", "tries") ON "defender_order" TO holdfast_app;
GRANT SELECT, INSERT, UPDATE ON "device_round" TO holdfast_app;

RESET ROLE;
