-- Alarms, what of them leaves the product, and what came of each attempt to send it.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "alarm" (
    "id" UUID NOT NULL,
    "serial" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "subject" TEXT,
    "href" TEXT NOT NULL,
    "incident_id" UUID,
    "restricted" BOOLEAN NOT NULL,
    "audience" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "raised_at" TIMESTAMPTZ(6) NOT NULL,
    "repeated_at" TIMESTAMPTZ(6) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "cleared_at" TIMESTAMPTZ(6),
    "acknowledged_at" TIMESTAMPTZ(6),
    "acknowledged_by" TEXT,
    "acknowledged_name" TEXT,
    "acknowledged_note" TEXT,

    CONSTRAINT "alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarm_notice" (
    "id" UUID NOT NULL,
    "alarm_id" UUID,
    "request_id" UUID,
    "what" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "subject" TEXT,
    "href" TEXT NOT NULL,
    "incident_id" UUID,
    "restricted" BOOLEAN NOT NULL,
    "people" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "only_by" TEXT,
    "not_by" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "alarm_notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarm_delivery" (
    "id" UUID NOT NULL,
    "notice_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "next_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "alarm_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarm_attempt" (
    "delivery_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "problem" TEXT,
    "remark" TEXT,

    CONSTRAINT "alarm_attempt_pkey" PRIMARY KEY ("delivery_id","attempt")
);

-- CreateTable
CREATE TABLE "alarm_channel" (
    "name" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "succeeded_at" TIMESTAMPTZ(6),
    "failed_at" TIMESTAMPTZ(6),
    "failing_since" TIMESTAMPTZ(6),
    "problem" TEXT,
    "told_at" TIMESTAMPTZ(6),
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "alarm_channel_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "alarm_serial_key" ON "alarm"("serial");

-- CreateIndex
CREATE INDEX "alarm_cleared_at_raised_at_idx" ON "alarm"("cleared_at", "raised_at" DESC);

-- CreateIndex
CREATE INDEX "alarm_key_idx" ON "alarm"("key");

-- CreateIndex
CREATE INDEX "alarm_notice_alarm_id_created_at_idx" ON "alarm_notice"("alarm_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "alarm_delivery_notice_id_channel_key" ON "alarm_delivery"("notice_id", "channel");

-- CreateIndex
CREATE INDEX "alarm_delivery_channel_created_at_idx" ON "alarm_delivery"("channel", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "alarm" ADD CONSTRAINT "alarm_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_alarm_id_fkey" FOREIGN KEY ("alarm_id") REFERENCES "alarm"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_delivery" ADD CONSTRAINT "alarm_delivery_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "alarm_notice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_attempt" ADD CONSTRAINT "alarm_attempt_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "alarm_delivery"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The same thing raised twice is one open alarm.
CREATE UNIQUE INDEX "alarm_one_open_per_key" ON "alarm"("key") WHERE "cleared_at" IS NULL;

ALTER TABLE "alarm" ADD CONSTRAINT "alarm_known" CHECK (
  "severity" IN ('critical', 'warning')
  AND "times" >= 1
  AND ("acknowledged_at" IS NULL) = ("acknowledged_by" IS NULL)
  AND ("acknowledged_at" IS NULL) = ("acknowledged_name" IS NULL)
  AND ("cleared_at" IS NULL OR "cleared_at" >= "raised_at"));
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_known" CHECK (
  "what" IN ('raised', 'raised-again', 'cleared', 'waits', 'test')
  AND "severity" IN ('critical', 'warning', 'info')
  AND ("what" IN ('raised', 'raised-again', 'cleared')) = ("alarm_id" IS NOT NULL)
  AND ("what" = 'waits') = ("request_id" IS NOT NULL)
  AND ("what" = 'test') = ("only_by" IS NOT NULL));
ALTER TABLE "alarm_delivery" ADD CONSTRAINT "alarm_delivery_known" CHECK (
  "state" IN ('waiting', 'delivered', 'given-up') AND ("state" = 'waiting') = ("ended_at" IS NULL));

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['alarm_notice', 'alarm_attempt'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_change', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['alarm', 'alarm_delivery', 'alarm_channel'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['alarm', 'alarm_notice', 'alarm_delivery', 'alarm_attempt', 'alarm_channel'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- What an alarm is about stays, and one that is over stays over.
CREATE FUNCTION guard_alarm() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.cleared_at IS NOT NULL
      OR (OLD.id, OLD.serial, OLD.kind, OLD.key, OLD.raised_at) IS DISTINCT FROM (NEW.id, NEW.serial, NEW.kind, NEW.key, NEW.raised_at)
      OR (OLD.restricted AND NOT NEW.restricted) THEN
    RAISE EXCEPTION 'an alarm keeps what it is about, and its end' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "alarm" FOR EACH ROW EXECUTE FUNCTION guard_alarm();
ALTER TABLE "alarm" ENABLE ALWAYS TRIGGER guard;

-- What came of a delivery is final.
CREATE FUNCTION guard_alarm_delivery() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.state <> 'waiting' OR (OLD.id, OLD.notice_id, OLD.channel) IS DISTINCT FROM (NEW.id, NEW.notice_id, NEW.channel) THEN
    RAISE EXCEPTION 'a delivery ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "alarm_delivery" FOR EACH ROW EXECUTE FUNCTION guard_alarm_delivery();
ALTER TABLE "alarm_delivery" ENABLE ALWAYS TRIGGER guard;

GRANT SELECT, INSERT, UPDATE ON "alarm", "alarm_delivery", "alarm_channel" TO holdfast_app;
GRANT SELECT, INSERT ON "alarm_notice", "alarm_attempt" TO holdfast_app;
GRANT USAGE ON SEQUENCE "alarm_serial_seq" TO holdfast_app;

RESET ROLE;
