-- Legal holds, retention and disposal: what Azure says of each container, what is done to it, and what became of items.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "container_guard" (
    "container" TEXT NOT NULL,
    "incident_id" UUID NOT NULL,
    "recorded" JSONB,
    "seen" JSONB,
    "read_at" TIMESTAMPTZ(6),
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "unknown_since" TIMESTAMPTZ(6),
    "problem" TEXT,
    "differs_since" TIMESTAMPTZ(6),
    "unattributed" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "container_guard_pkey" PRIMARY KEY ("container")
);

-- CreateTable
CREATE TABLE "guard_round" (
    "account" TEXT NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "guard_round_pkey" PRIMARY KEY ("account")
);

-- CreateTable
CREATE TABLE "guard_act" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "container" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "tag" TEXT,
    "case_reference" TEXT,
    "days" INTEGER,
    "reason" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "guard_act_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold_notice" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "sender" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hold_notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold_notice_receipt" (
    "notice_id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(6),
    "reminded_at" TIMESTAMPTZ(6),

    CONSTRAINT "hold_notice_receipt_pkey" PRIMARY KEY ("notice_id","object_id")
);

-- CreateTable
CREATE TABLE "disposal" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "evidence_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "proposal_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "parties" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "witness" JSONB,
    "witnessed_at" TIMESTAMPTZ(6),
    "problem" TEXT,
    "certificate" JSONB,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "disposal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "container_guard_incident_id_idx" ON "container_guard"("incident_id");

-- CreateIndex
CREATE INDEX "container_guard_tried_at_idx" ON "container_guard"("tried_at");

-- CreateIndex
CREATE INDEX "guard_act_incident_id_created_at_idx" ON "guard_act"("incident_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "guard_act_state_idx" ON "guard_act"("state");

-- CreateIndex
CREATE INDEX "hold_notice_incident_id_created_at_idx" ON "hold_notice"("incident_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "hold_notice_receipt_object_id_acknowledged_at_idx" ON "hold_notice_receipt"("object_id", "acknowledged_at");

-- CreateIndex
CREATE UNIQUE INDEX "disposal_number_key" ON "disposal"("number");

-- CreateIndex
CREATE INDEX "disposal_evidence_id_idx" ON "disposal"("evidence_id");

-- CreateIndex
CREATE INDEX "disposal_incident_id_idx" ON "disposal"("incident_id");

-- CreateIndex
CREATE INDEX "disposal_state_idx" ON "disposal"("state");

-- AddForeignKey
ALTER TABLE "container_guard" ADD CONSTRAINT "container_guard_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guard_act" ADD CONSTRAINT "guard_act_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold_notice" ADD CONSTRAINT "hold_notice_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold_notice_receipt" ADD CONSTRAINT "hold_notice_receipt_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "hold_notice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disposal" ADD CONSTRAINT "disposal_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disposal" ADD CONSTRAINT "disposal_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "guard_act" ADD CONSTRAINT "guard_act_known" CHECK (
  "kind" IN ('place-hold', 'extend-retention', 'clear-hold')
  AND "state" IN ('waiting', 'waits-for-controller', 'done', 'failed')
  AND ("kind" = 'extend-retention') = ("days" IS NOT NULL)
  AND ("kind" = 'extend-retention') = ("tag" IS NULL)
  AND ("state" IN ('done', 'failed')) = ("finished_at" IS NOT NULL));
-- A second click finds the first one's act: one open extension a container, one open act a tag.
CREATE UNIQUE INDEX "guard_act_one_open" ON "guard_act"("container", (coalesce("tag", '')))
  WHERE "state" IN ('waiting', 'waits-for-controller');

ALTER TABLE "disposal" ADD CONSTRAINT "disposal_known" CHECK (
  "state" IN ('approved', 'witnessed', 'deleting', 'done', 'stopped')
  AND ("witness" IS NULL) = ("witnessed_at" IS NULL)
  AND ("state" NOT IN ('witnessed', 'deleting', 'done') OR "witness" IS NOT NULL)
  AND ("state" = 'done') = ("certificate" IS NOT NULL)
  AND ("state" IN ('done', 'stopped')) = ("finished_at" IS NOT NULL));
CREATE UNIQUE INDEX "disposal_one_an_item" ON "disposal"("evidence_id") WHERE "state" <> 'stopped';

-- ---- rows that only move on ----

-- What was asked for stays, an end is final, and nothing is deleted that nobody witnessed.
CREATE FUNCTION guard_guard_act() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.state IN ('done', 'failed')
      OR (to_jsonb(OLD) - 'state' - 'problem' - 'finished_at') IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'problem' - 'finished_at') THEN
    RAISE EXCEPTION 'an act keeps what was asked for, and its end' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "guard_act" FOR EACH ROW EXECUTE FUNCTION guard_guard_act();

CREATE FUNCTION guard_disposal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'approved' THEN
      RAISE EXCEPTION 'a disposal begins when it is approved' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'done'
      OR (to_jsonb(OLD) - 'state' - 'problem' - 'finished_at' - 'witness' - 'witnessed_at' - 'certificate')
        IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'problem' - 'finished_at' - 'witness' - 'witnessed_at' - 'certificate')
      OR (OLD.witness IS NOT NULL AND OLD.witness IS DISTINCT FROM NEW.witness)
      OR NOT (NEW.state = OLD.state OR NEW.state = 'stopped' OR (OLD.state, NEW.state) IN
        (('approved', 'witnessed'), ('witnessed', 'deleting'), ('deleting', 'done'), ('stopped', 'done'))) THEN
    RAISE EXCEPTION 'a disposal moves on from approval over witness and deletion to its end' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "disposal" FOR EACH ROW EXECUTE FUNCTION guard_disposal();

-- An acknowledgement is given once.
CREATE FUNCTION guard_receipt() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.acknowledged_at IS NOT NULL
      OR (OLD.notice_id, OLD.object_id, OLD.name) IS DISTINCT FROM (NEW.notice_id, NEW.object_id, NEW.name) THEN
    RAISE EXCEPTION 'an acknowledgement is given once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE UPDATE ON "hold_notice_receipt" FOR EACH ROW EXECUTE FUNCTION guard_receipt();

ALTER TABLE "guard_act" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "disposal" ENABLE ALWAYS TRIGGER guard;
ALTER TABLE "hold_notice_receipt" ENABLE ALWAYS TRIGGER guard;

DO $guards$
DECLARE
  name text;
BEGIN
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "hold_notice" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  ALTER TABLE "hold_notice" ENABLE ALWAYS TRIGGER refuse_change;
  FOREACH name IN ARRAY ARRAY['container_guard', 'guard_act', 'hold_notice_receipt', 'disposal'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['container_guard', 'guard_act', 'hold_notice', 'hold_notice_receipt', 'disposal'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- ---- who may do what ----

GRANT SELECT, INSERT, UPDATE ON "container_guard", "guard_round" TO holdfast_app;
GRANT SELECT, INSERT ON "guard_act", "hold_notice", "hold_notice_receipt", "disposal" TO holdfast_app;
GRANT UPDATE ("state", "problem", "finished_at") ON "guard_act" TO holdfast_app;
GRANT UPDATE ("acknowledged_at", "reminded_at") ON "hold_notice_receipt" TO holdfast_app;
GRANT UPDATE ("state", "problem", "finished_at", "witness", "witnessed_at", "certificate") ON "disposal" TO holdfast_app;

RESET ROLE;
