-- The last figures of a long step, so that the page can tell the rate of the last minute from the average.
SET LOCAL ROLE holdfast_owner;

-- AlterTable
ALTER TABLE "acquisition_step" ADD COLUMN "sampled_at" TIMESTAMPTZ(6)[] DEFAULT ARRAY[]::TIMESTAMPTZ(6)[],
  ADD COLUMN "sampled_bytes" BIGINT[] DEFAULT ARRAY[]::BIGINT[];

-- Two columns, one list: as many times as figures, and never more than two minutes of them.
ALTER TABLE "acquisition_step" ADD CONSTRAINT "acquisition_step_samples"
  CHECK (cardinality("sampled_at") = cardinality("sampled_bytes") AND cardinality("sampled_at") <= 24);

RESET ROLE;
