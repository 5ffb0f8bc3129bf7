-- Who held which rights in Azure, from each look to the next: what was read, once for equal readings, and for how long.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "access_state" (
    "digest" TEXT NOT NULL,
    "access" JSONB NOT NULL,
    "shared_keys" BOOLEAN,

    CONSTRAINT "access_state_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "access_span" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "first_read_at" TIMESTAMPTZ(6) NOT NULL,
    "last_read_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "access_span_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_span_first_read_at_idx" ON "access_span"("first_read_at" DESC);

-- AddForeignKey
ALTER TABLE "access_span" ADD CONSTRAINT "access_span_digest_fkey" FOREIGN KEY ("digest") REFERENCES "access_state"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "access_state" ADD CONSTRAINT "access_state_known" CHECK ("digest" ~ '^[0-9a-f]{64}$' AND jsonb_typeof("access") = 'object');
ALTER TABLE "access_span" ADD CONSTRAINT "access_span_known" CHECK ("first_read_at" <= "last_read_at");

-- A span keeps what it says; only its end moves on, while later looks read the same.
CREATE FUNCTION guard_access_span() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (to_jsonb(OLD) - 'last_read_at') IS DISTINCT FROM (to_jsonb(NEW) - 'last_read_at')
      OR NEW.last_read_at < OLD.last_read_at THEN
    RAISE EXCEPTION 'a span of readings only grows' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

DO $guards$
DECLARE
  name text;
BEGIN
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "access_state" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER refuse_delete BEFORE DELETE ON "access_span" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER guard BEFORE UPDATE ON "access_span" FOR EACH ROW EXECUTE FUNCTION guard_access_span();
  ALTER TABLE "access_state" ENABLE ALWAYS TRIGGER refuse_change;
  ALTER TABLE "access_span" ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER guard;
  FOREACH name IN ARRAY ARRAY['access_state', 'access_span'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

GRANT SELECT, INSERT ON "access_state" TO holdfast_app;
GRANT SELECT, INSERT, UPDATE ON "access_span" TO holdfast_app;

RESET ROLE;
