import type { CheckGround } from './fixity.ts';
import type { ReadDigests } from './read-digests.ts';

/** What every byte of a stored copy gave when it was read again. Equal bytes have equal payloads, so that one is left out. */
export type RereadDigests = Pick<ReadDigests, 'algorithm' | 'sha256' | 'manifestRoot' | 'sizeBytes'>;

/** What a whole read of a stored copy, long after its seal, came to. */
export const copyVerificationOutcomes = ['as-sealed', 'differs', 'not-read'] as const;
export type CopyVerificationOutcome = (typeof copyVerificationOutcomes)[number];

interface OfVerification {
  readonly verificationId: string;
  readonly exhibitNumber: string;
}

/** Facts of a stored copy that is read whole again, and of the thaw that rests on it. */
export interface CopyVerificationEventShapes {
  'evidence.verification-started': OfVerification & {
    readonly ground?: CheckGround; // left out: a person asked
  };
  /** Every byte was downloaded again, zeros too, or it is said why not. */
  'evidence.verified': OfVerification & {
    outcome: CopyVerificationOutcome;
    sealedSha256: string; // hex
    digests: RereadDigests | null; // null: it did not come to its end
    problem: string | null;
  };
  /** Two people let an item be handed out again, after its copy was read whole and found as sealed. */
  'evidence.thawed': OfVerification & {
    frozenSince: string;
    verifiedAt: string;
    sha256: string; // hex, as sealed and as read again
    proposal: string; // its number
  };
}
