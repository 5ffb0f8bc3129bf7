import type { AcquisitionStep } from './acquisition.ts';
import type { EvidenceKind } from './evidence-source.ts';

/** Said of a running step whose worker before was killed, stopped or silent. */
export const begunAgain =
  'The worker that had this step stopped in the middle of it, so it is begun again. Nothing recorded is lost, and nothing is recorded twice.';

/** What a step is called while it waits or runs, and once it is done. */
export function stepTitle(step: AcquisitionStep, done: boolean, kind: EvidenceKind = 'disk'): string {
  if (kind !== 'disk' && step === 'hash-source')
    return done ? 'Received and hashed' : 'Receiving and hashing';
  if (step === 'corroborate') return corroborateTitle(done, kind);
  switch (step) {
    case 'check-feasibility':
      return done ? 'Feasible' : 'Feasibility check';
    case 'snapshot-disk':
      return done ? 'Snapshot taken' : 'Snapshot';
    case 'grant-read':
      return done ? 'Read granted' : 'Read grant';
    case 'copy-to-locker':
      return done ? 'Copied into the locker' : 'Copy into the locker';
    case 'hash-source':
      return done ? 'Source hashed' : 'Hash of the source';
    case 'hash-locker-copy':
      return done ? 'Stored copy read back' : 'Read-back of the stored copy';
    case 'compare-digests':
      return done ? 'Digests compared' : 'Comparison';
    case 'seal-evidence':
      return done ? 'Sealed' : 'Seal';
    case 'release-source':
      return done ? 'Source released' : 'Release of the source';
  }
}

/** Who else saw it: Microsoft, or nobody; a bundle is judged by its own proofs. */
function corroborateTitle(done: boolean, kind: EvidenceKind): string {
  switch (kind) {
    case 'disk':
      return done ? 'Corroborated by the activity log' : 'Corroboration by the activity log';
    case 'package':
    case 'command-output':
    case 'device-file':
      return done ? 'Looked for in Microsoft’s audit' : 'Search in Microsoft’s audit';
    case 'imported-bundle':
      return done ? 'Bundle verified' : 'Verification of the bundle';
    case 'query-result':
    case 'imported-session':
    case 'imported-file':
    case 'imported-disk':
    case 'report':
      return done ? 'Finished' : 'Finishing';
  }
}
