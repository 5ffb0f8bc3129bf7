import type { Client } from 'pg';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { freeze, thaw } from './anchor-rows.ts';
import { type Contradiction, contradictsAnchor, nameContradiction } from './check-anchored.ts';
import { headSize } from './log-rows.ts';
import { type AnchoredCheckpoint, newestAnchored } from './read-anchors.ts';

/** Whether the ledger may grow and be signed now. `unknown`: no anchor could be asked since the start. */
export type GuardVerdict = 'consistent' | 'frozen' | 'unknown';

/** Stands before every signature: nothing is signed that contradicts what was anchored. */
export interface CheckpointGuard {
  check(client: Client, signal: AbortSignal): Promise<GuardVerdict>;
  /** A newer checkpoint lies in the anchors now. */
  anchored(newest: AnchoredCheckpoint): void;
  /** A witness holds a checkpoint of this size, whatever the anchors say. */
  witnessed(size: bigint): void;
  /** Another process may have anchored meanwhile: ask again before the next signature. */
  forget(): void;
}

export interface GuardOptions {
  readonly store: AnchorStore;
  readonly logKeys: readonly VerifierKey[];
  readonly logger: {
    error(facts: object, message: string): void;
    warn(facts: object, message: string): void;
  };
}

export function checkpointGuard({ store, logKeys, logger }: GuardOptions): CheckpointGuard {
  let newest: AnchoredCheckpoint | null | undefined; // undefined: not asked yet
  let witnessedSize = 0n;

  async function ask(signal: AbortSignal): Promise<boolean> {
    if (newest !== undefined) return true;
    try {
      newest = await newestAnchored(store, logKeys, signal);
      return true;
    } catch (error) {
      logger.warn({ err: error }, 'no checkpoint is signed before the anchors can be read');
      return false;
    }
  }

  async function contradiction(client: Client, signal: AbortSignal): Promise<Contradiction | null> {
    if (newest === undefined || newest === null) return null;
    if (await contradictsAnchor(client, newest))
      return await nameContradiction(client, store, newest, signal);
    if ((await headSize(client)) >= witnessedSize) return null;
    const words = `A witness cosigned ${witnessedSize} entries, and the database has fewer.`;
    return { attack: 'rolled-back', words, firstIndex: await headSize(client) };
  }

  return {
    async check(client, signal) {
      if (!(await ask(signal))) return 'unknown';
      const found = await contradiction(client, signal);
      if (found === null) {
        if (await thaw(client)) logger.warn({}, 'the ledger agrees with its anchors again');
        return 'consistent';
      }
      if (newest !== undefined && newest !== null && (await freeze(client, found, newest))) {
        logger.error(
          { attack: found.attack, firstIndex: found.firstIndex?.toString() },
          `ledger frozen: ${found.words}`,
        );
      }
      return 'frozen';
    },
    anchored: (one) => {
      newest = one;
    },
    witnessed: (size) => {
      if (size > witnessedSize) witnessedSize = size;
    },
    forget: () => {
      newest = undefined;
    },
  };
}
