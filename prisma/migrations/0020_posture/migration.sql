-- What Azure's guards said last, every change of it, and whose turn it is to look.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "posture_control" (
    "key" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "control" JSONB NOT NULL,
    "demand" TEXT NOT NULL,
    "mend" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(6),
    "since" TIMESTAMPTZ(6) NOT NULL,
    "checked_at" TIMESTAMPTZ(6) NOT NULL,
    "known_verdict" TEXT,
    "known_raw" TEXT,
    "known_at" TIMESTAMPTZ(6),
    "holders" JSONB NOT NULL,
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "posture_control_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "posture_change" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(6),
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "posture_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posture_round" (
    "part" TEXT NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "posture_round_pkey" PRIMARY KEY ("part")
);

-- CreateIndex
CREATE INDEX "posture_change_key_at_idx" ON "posture_change"("key", "at" DESC);

-- CreateIndex
CREATE INDEX "posture_change_at_idx" ON "posture_change"("at");

-- AddForeignKey
ALTER TABLE "posture_change" ADD CONSTRAINT "posture_change_key_fkey" FOREIGN KEY ("key") REFERENCES "posture_control"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "posture_control" ADD CONSTRAINT "posture_control_known" CHECK (
  "part" IN ('guards', 'rights', 'containers')
  AND "verdict" IN ('pass', 'fail', 'unknown', 'excepted')
  AND "known_verdict" IN ('pass', 'fail', 'excepted')
  AND ("known_verdict" IS NULL) = ("known_at" IS NULL)
  AND ("verdict" <> 'pass' OR "read_at" IS NOT NULL));
ALTER TABLE "posture_change" ADD CONSTRAINT "posture_change_known" CHECK (
  "kind" IN ('first', 'worse', 'better', 'other-value')
  AND ("kind" = 'first') = ("before" IS NULL));

DO $guards$
DECLARE
  name text;
BEGIN
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "posture_change" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER refuse_delete BEFORE DELETE ON "posture_control" FOR EACH ROW EXECUTE FUNCTION refuse_change();
  ALTER TABLE "posture_change" ENABLE ALWAYS TRIGGER refuse_change;
  ALTER TABLE "posture_control" ENABLE ALWAYS TRIGGER refuse_delete;
  FOREACH name IN ARRAY ARRAY['posture_control', 'posture_change'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

GRANT SELECT, INSERT, UPDATE ON "posture_control", "posture_round" TO holdfast_app;
GRANT SELECT, INSERT ON "posture_change" TO holdfast_app;

RESET ROLE;
