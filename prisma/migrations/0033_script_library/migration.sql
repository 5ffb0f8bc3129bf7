-- The scripts and tools that may run on devices, every version with its bytes, and what Defender's library held last.
SET LOCAL ROLE holdfast_owner;

CREATE TABLE "script" (
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "script_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "script_version" (
    "id" UUID NOT NULL,
    "script_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "label" TEXT,
    "bytes" BYTEA NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "normalised" BOOLEAN NOT NULL,
    "signature" TEXT NOT NULL,
    "systems" TEXT[],
    "description" TEXT NOT NULL,
    "parameters" JSONB,
    "uploader_object_id" TEXT,
    "uploader" JSONB,
    "uploaded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL,
    "proposal_id" UUID,
    "reviewed_at" TIMESTAMPTZ(6),
    "retired_at" TIMESTAMPTZ(6),
    "retired_why" TEXT,

    CONSTRAINT "script_version_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "library_file" (
    "file_name" TEXT NOT NULL,
    "sha256" TEXT,
    "standing" TEXT NOT NULL,
    "pinned_sha256" TEXT,
    "changed_at" TIMESTAMPTZ(6),
    "changed_by" TEXT,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "library_file_pkey" PRIMARY KEY ("file_name")
);

CREATE TABLE "library_round" (
    "part" TEXT NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "read_at" TIMESTAMPTZ(6),
    "problem" TEXT,

    CONSTRAINT "library_round_pkey" PRIMARY KEY ("part")
);

CREATE UNIQUE INDEX "script_file_name_key" ON "script"("file_name");
CREATE UNIQUE INDEX "script_version_script_id_n_key" ON "script_version"("script_id", "n");
CREATE UNIQUE INDEX "script_version_proposal_id_key" ON "script_version"("proposal_id");
CREATE INDEX "script_version_sha256_idx" ON "script_version"("sha256");

ALTER TABLE "script_version" ADD CONSTRAINT "script_version_script_id_fkey" FOREIGN KEY ("script_id") REFERENCES "script"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "script_version" ADD CONSTRAINT "script_version_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---- shapes ----

ALTER TABLE "script" ADD CONSTRAINT "script_known" CHECK (
  "kind" IN ('ps1', 'sh', 'executable') AND "file_name" ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$');
-- Defender's library takes a name whatever the case of its letters.
CREATE UNIQUE INDEX "script_file_name_any_case" ON "script"(lower("file_name")) WHERE "file_name" IS NOT NULL;

-- The digest is that of the bytes, whoever wrote them. Somebody uploaded it, or it came with the product.
ALTER TABLE "script_version" ADD CONSTRAINT "script_version_known" CHECK (
  "state" IN ('draft', 'reviewed', 'retired')
  AND "origin" IN ('release', 'upload')
  AND "signature" IN ('none', 'block-present', 'not-applicable')
  AND "n" >= 1
  AND "size_bytes" = length("bytes") AND "size_bytes" BETWEEN 1 AND 20971520
  AND "sha256" = encode(sha256("bytes"), 'hex')
  AND "systems" <@ ARRAY['windows', 'linux', 'macos'] AND cardinality("systems") >= 1
  AND ("origin" = 'upload') = ("uploader" IS NOT NULL)
  AND "uploader_object_id" IS NOT DISTINCT FROM ("uploader" ->> 'objectId')
  AND ("state" <> 'reviewed' OR "reviewed_at" IS NOT NULL)
  AND ("state" = 'retired') = ("retired_at" IS NOT NULL)
  AND ("retired_at" IS NULL) = ("retired_why" IS NULL));

-- Of one name one version may run.
CREATE UNIQUE INDEX "script_version_reviewed" ON "script_version"("script_id") WHERE "state" = 'reviewed';

ALTER TABLE "library_file" ADD CONSTRAINT "library_file_known" CHECK (
  "standing" IN ('as-pinned', 'outdated', 'differs', 'not-ours', 'missing')
  AND ("standing" = 'missing') = ("sha256" IS NULL)
  AND ("standing" <> 'differs' OR "pinned_sha256" IS NOT NULL));

-- ---- rows that only move on ----

-- What a person uploads is reviewed by a proposal about this very version that others confirmed; what came with the
-- product says so of itself, and runs only while the product's own manifest names its digest.
CREATE FUNCTION guard_script_version() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'retired' OR NEW.proposal_id IS NOT NULL OR (NEW.state = 'reviewed' AND NEW.origin <> 'release') THEN
      RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'retired' OR (OLD.state = 'reviewed' AND NEW.state <> 'retired') THEN
    RAISE EXCEPTION 'a version of a script only moves on' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.state = 'reviewed' AND NOT EXISTS (
      SELECT FROM public.proposal p WHERE p.id = NEW.proposal_id AND p.kind = 'script-review'
        AND p.state = 'confirmed' AND p.after ->> 'versionId' = NEW.id::text) THEN
    RAISE EXCEPTION 'a version is reviewed by others' USING ERRCODE = 'restrict_violation';
  ELSIF OLD.proposal_id IS NOT NULL AND NEW.proposal_id IS DISTINCT FROM OLD.proposal_id THEN
    RAISE EXCEPTION 'a version keeps its review' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "script_version" FOR EACH ROW EXECUTE FUNCTION guard_script_version();
ALTER TABLE "script_version" ENABLE ALWAYS TRIGGER guard;

DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['script', 'script_version'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- ---- who may do what ----

GRANT SELECT, INSERT ON "script", "script_version" TO holdfast_app;
GRANT UPDATE ("state", "proposal_id", "reviewed_at", "retired_at", "retired_why") ON "script_version" TO holdfast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "library_file", "library_round" TO holdfast_app;

RESET ROLE;
