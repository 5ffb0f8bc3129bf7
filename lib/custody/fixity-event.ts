import type { CopyVerificationOutcome } from './copy-verification-event.ts';
import type { CheckGround, CheckKind } from './fixity.ts';

interface OfSample {
  readonly verificationId: string;
  readonly exhibitNumber: string;
  readonly blocks: number; // that the stored copy has
  readonly sampled: number; // of them, by the seed
}

/** Facts of what is read of stored copies by schedule, and of what was not. */
export interface FixityEventShapes {
  /** Recorded before the first block is read, so that nobody can choose which. `seed`: base64, for hashing/sample-blocks. */
  'evidence.sampling-started': OfSample & { readonly ground: CheckGround; readonly seed: string };
  /** Each of these blocks was downloaded and held against the sealed manifest, or it is said why not. */
  'evidence.sampled': OfSample & {
    readonly outcome: CopyVerificationOutcome;
    readonly bytes: string | null; // read; null: it did not come to its end
    readonly problem: string | null;
  };
  'evidence.check-missed': {
    readonly exhibitNumber: string;
    readonly check: CheckKind;
    readonly ground: CheckGround;
    readonly dueBy: string;
  };
}
