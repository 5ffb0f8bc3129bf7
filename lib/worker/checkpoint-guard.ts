import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';
import type { Witness } from '../ports/witness.ts';
import { freezeLedger } from '../procedures/ledger/freeze-ledger.ts';
import { thawLedger } from '../procedures/ledger/thaw-ledger.ts';
import { auditAll } from './audit-ledger.ts';
import { type Contradiction, contradictsAnchor, nameContradiction } from './check-anchored.ts';
import { confirmFreeze, freezingOf, type StandingFreeze, standingFreeze, thawingOf } from './freeze-rows.ts';
import { headSize } from './log-rows.ts';
import { type AnchoredCheckpoint, newestAnchored } from './read-anchors.ts';
import { witnessed } from './witnessed.ts';

/** Whether the ledger may grow and be signed now. `unknown`: no anchor could be asked since the start. */
export type GuardVerdict = 'consistent' | 'frozen' | 'unknown';

/**
 * Stands before every signature: nothing is signed that contradicts what was anchored, what a witness says that it
 * holds, or what its own rows give.
 */
export interface CheckpointGuard {
  check(client: Client, signal: AbortSignal): Promise<GuardVerdict>;
  /** Somebody read the rows again and found this: the ledger is frozen as if the anchors had shown it. */
  report(client: Client, found: Contradiction): Promise<'frozen'>;
  /** A newer checkpoint lies in the anchors now. */
  anchored(newest: AnchoredCheckpoint): void;
  /** A witness holds a checkpoint of this size, whatever the anchors say. */
  witnessed(size: bigint): void;
  /** A witness says that it holds another history: what it holds is asked for and judged before the next signature. */
  contradicted(): void;
  /** Another process may have anchored meanwhile: ask again before the next signature. */
  forget(): void;
}

export interface GuardOptions {
  readonly origin: string;
  readonly store: AnchorStore;
  readonly logKeys: readonly VerifierKey[];
  readonly witnesses: readonly { readonly witness: Witness }[];
  readonly register: CustodyRegister;
  readonly logger: {
    error(facts: object, message: string): void;
    warn(facts: object, message: string): void;
  };
}

export function checkpointGuard(options: GuardOptions): CheckpointGuard {
  const { store, logKeys, register, logger } = options;
  const witnesses = witnessed(options);
  let newest: AnchoredCheckpoint | null | undefined; // undefined: not asked yet
  let witnessedSize = 0n;
  // Found and not over, whether or not its row could be written: who deletes the row ends nothing.
  let held: Contradiction | null = null;

  async function ask(signal: AbortSignal): Promise<boolean> {
    await witnesses.ask(signal);
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
    if (newest !== undefined && newest !== null && (await contradictsAnchor(client, newest)))
      return await nameContradiction(client, store, newest, signal);
    const other = await witnesses.contradiction(client);
    if (other !== null || (await headSize(client)) >= witnessedSize) return other;
    const words = `A witness cosigned ${witnessedSize} entries, and the database has fewer.`;
    return { attack: 'rolled-back', words, firstIndex: await headSize(client) };
  }

  async function keepFrozen(
    client: Client,
    found: Contradiction,
    foundBy: 'checkpoint-guard' | 'patrol',
  ): Promise<'frozen'> {
    held = found;
    try {
      const freezing = await freezingOf(client, { found, foundBy, newest: newest ?? null, witnessedSize });
      if (await freezeLedger(register, freezing)) {
        const facts = { attack: found.attack, firstIndex: found.firstIndex?.toString() };
        logger.error(facts, `ledger frozen: ${found.words}`);
      } else await confirmFreeze(client, found);
    } catch (error) {
      if (!(error instanceof CustodyError)) throw error;
      logger.error({ err: error }, 'the ledger is frozen, and that could not be recorded yet');
    }
    return 'frozen';
  }

  /** A freeze ends when nothing is found any more: not even by reading every row again. */
  async function thawOrKeep(
    client: Client,
    standing: StandingFreeze | null,
    signal: AbortSignal,
  ): Promise<GuardVerdict> {
    const suspected = held?.firstIndex ?? standing?.firstIndex ?? null;
    const found = await auditAll(client, suspected, signal);
    if (found !== null) return await keepFrozen(client, found, 'patrol');
    held = null;
    if (await thawLedger(register, await thawingOf(client, newest ?? null)))
      logger.warn({}, 'the ledger agrees with its anchors again');
    return 'consistent';
  }

  return {
    async check(client, signal) {
      const standing = await standingFreeze(client);
      const isFrozen = standing !== null || held !== null;
      if (standing !== null && standing.witnessedSize > witnessedSize) witnessedSize = standing.witnessedSize;
      if (!(await ask(signal))) return isFrozen ? 'frozen' : 'unknown';
      const found = await contradiction(client, signal);
      if (found !== null) return await keepFrozen(client, found, 'checkpoint-guard');
      return isFrozen ? await thawOrKeep(client, standing, signal) : 'consistent';
    },
    report: (client, found) => keepFrozen(client, found, 'patrol'),
    anchored: (one) => {
      newest = one;
    },
    witnessed: (size) => {
      if (size > witnessedSize) witnessedSize = size;
    },
    contradicted: witnesses.doubt,
    forget: () => {
      newest = undefined;
      witnesses.doubt();
    },
  };
}
