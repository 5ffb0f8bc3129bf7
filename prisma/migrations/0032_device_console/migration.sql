-- A person's live response console on a device: sessions, and every line of them.
SET LOCAL ROLE holdfast_owner;

CREATE TABLE "device_session" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "device_id" TEXT NOT NULL,
    "device" JSONB NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL,
    "person_object_id" TEXT NOT NULL,
    "person" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "authority" JSONB NOT NULL,
    "folder" TEXT NOT NULL,
    "trace" BOOLEAN NOT NULL DEFAULT false,
    "opened_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_command_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(6),
    "closed_why" TEXT,

    CONSTRAINT "device_session_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "device_command" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "line" TEXT NOT NULL,
    "name" TEXT,
    "command" JSONB,
    "output" TEXT NOT NULL DEFAULT 'table',
    "into_file" TEXT,
    "background" BOOLEAN NOT NULL DEFAULT false,
    "notes" TEXT[],
    "state" TEXT NOT NULL,
    "action_id" UUID,
    "words" TEXT,
    "answer" JSONB,
    "request_key" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "device_command_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "device_session_incident_id_device_id_opened_at_idx" ON "device_session"("incident_id", "device_id", "opened_at" DESC);
CREATE UNIQUE INDEX "device_command_action_id_key" ON "device_command"("action_id");
CREATE UNIQUE INDEX "device_command_request_key_key" ON "device_command"("request_key");
CREATE UNIQUE INDEX "device_command_session_id_n_key" ON "device_command"("session_id", "n");

ALTER TABLE "device_session" ADD CONSTRAINT "device_session_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "device_command" ADD CONSTRAINT "device_command_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "device_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "device_session" ADD CONSTRAINT "device_session_known" CHECK (
  ("closed_why" IN ('person', 'idle')) = ("closed_at" IS NOT NULL) AND ("closed_at" IS NULL) = ("closed_why" IS NULL));
ALTER TABLE "device_command" ADD CONSTRAINT "device_command_known" CHECK (
  "state" IN ('waiting', 'running', 'done', 'failed', 'refused', 'cancelled')
  AND "output" IN ('table', 'json')
  AND ("state" IN ('done', 'failed', 'refused', 'cancelled')) = ("ended_at" IS NOT NULL)
  AND ("state" <> 'running' OR "action_id" IS NOT NULL));

-- Microsoft's console has one session a device.
CREATE UNIQUE INDEX "device_session_open" ON "device_session"("device_id") WHERE "closed_at" IS NULL;
CREATE INDEX "device_session_person" ON "device_session"("person_object_id") WHERE "closed_at" IS NULL;
-- Those that are not over, for the worker.
CREATE INDEX "device_command_open" ON "device_command"("made_at") WHERE "ended_at" IS NULL;

-- ---- no more sessions than Microsoft's console has: ten a person, twenty-five a tenant ----

CREATE FUNCTION guard_session_count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('holdfast device sessions', 0));
  IF (SELECT count(*) FROM public.device_session WHERE closed_at IS NULL) >= 25 THEN
    RAISE EXCEPTION 'twenty-five sessions are open' USING ERRCODE = 'check_violation', CONSTRAINT = 'device_session_tenant';
  ELSIF (SELECT count(*) FROM public.device_session
         WHERE closed_at IS NULL AND person_object_id = NEW.person_object_id) >= 10 THEN
    RAISE EXCEPTION 'ten sessions of one person are open' USING ERRCODE = 'check_violation', CONSTRAINT = 'device_session_of_person';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER count_sessions BEFORE INSERT ON "device_session" FOR EACH ROW EXECUTE FUNCTION guard_session_count();

-- ---- rows that only move on ----

CREATE FUNCTION guard_device_session() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a session ends once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION guard_device_command() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'a command ends once' USING ERRCODE = 'restrict_violation';
  ELSIF OLD.action_id IS NOT NULL AND NEW.action_id IS DISTINCT FROM OLD.action_id THEN
    RAISE EXCEPTION 'a command is one action' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['device_session', 'device_command'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER guard BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION guard_%s()', name, name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate, ENABLE ALWAYS TRIGGER guard', name);
  END LOOP;
END
$guards$;
ALTER TABLE "device_session" ENABLE ALWAYS TRIGGER count_sessions;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "device_session", "device_command" TO holdfast_app;
GRANT UPDATE ("folder", "trace", "last_command_at", "closed_at", "closed_why") ON "device_session" TO holdfast_app;
GRANT UPDATE ("state", "action_id", "words", "answer", "ended_at") ON "device_command" TO holdfast_app;

RESET ROLE;
