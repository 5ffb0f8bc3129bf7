import type { AcquisitionStep } from '../custody/acquisition.ts';
import { checkFeasibility } from '../procedures/acquisition/check-feasibility.ts';
import { compareDigests } from '../procedures/acquisition/compare-digests.ts';
import { copyToLocker } from '../procedures/acquisition/copy-to-locker.ts';
import { corroborate } from '../procedures/acquisition/corroborate.ts';
import { grantRead } from '../procedures/acquisition/grant-read.ts';
import { hashLockerCopy } from '../procedures/acquisition/hash-locker-copy.ts';
import { hashSource } from '../procedures/acquisition/hash-source.ts';
import { releaseSource } from '../procedures/acquisition/release-source.ts';
import { sealEvidence } from '../procedures/acquisition/seal-evidence.ts';
import { snapshotDisk } from '../procedures/acquisition/snapshot-disk.ts';
import type { StepProcedure } from '../procedures/procedure.ts';

interface Job {
  readonly procedure: StepProcedure;
  readonly atOnce: number; // how many one worker runs side by side
}

/** Queue name → what to run. Waiting in Azure is cheap, hashing takes two cores. */
export const jobTable: Readonly<Record<AcquisitionStep, Job>> = {
  'check-feasibility': { procedure: checkFeasibility, atOnce: 2 },
  'snapshot-disk': { procedure: snapshotDisk, atOnce: 2 },
  'grant-read': { procedure: grantRead, atOnce: 1 },
  'copy-to-locker': { procedure: copyToLocker, atOnce: 4 },
  'hash-source': { procedure: hashSource, atOnce: 1 },
  'hash-locker-copy': { procedure: hashLockerCopy, atOnce: 1 },
  'compare-digests': { procedure: compareDigests, atOnce: 1 },
  'seal-evidence': { procedure: sealEvidence, atOnce: 1 },
  'release-source': { procedure: releaseSource, atOnce: 1 },
  corroborate: { procedure: corroborate, atOnce: 4 },
};
