import type { VerifierKey } from '../ledger/verifier-key.ts';

/**
 * The vault in which the log's two signing keys are renewed. Duties: private keys never leave it through this hatch; a
 * version that was made and never came into force is taken up again, so that a rotation can be said twice.
 */
export interface LedgerKeyVault {
  /**
   * Public keys of new versions, Ed25519 first, under the log's name. In: the log's name, every key that it ever had
   * in force: none of them is answered.
   */
  renew(origin: string, known: readonly VerifierKey[]): Promise<readonly VerifierKey[]>;
}
