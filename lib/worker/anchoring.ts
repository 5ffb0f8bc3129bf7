import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import { openCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import type { TimestampAuthority } from '../ports/timestamp-authority.ts';
import type { Witness } from '../ports/witness.ts';
import { anchorLog } from './anchor-log.ts';
import { type AnchorRef, anchoredBy, holdsCritical, keepProblem, keepReceipt } from './anchor-rows.ts';
import type { CheckpointGuard } from './checkpoint-guard.ts';
import { cosignCheckpoint } from './cosign-checkpoint.ts';
import { type Elected, pause, startElected } from './elected.ts';
import { storeRef } from './keep-beside.ts';
import { newestCheckpoint, type StoredCheckpoint } from './log-rows.ts';
import { newestAnchored } from './read-anchors.ts';
import { stampCheckpoint } from './stamp-checkpoint.ts';

const electionKey = 4_701_199_204n; // one anchoring process per database

export interface AnchoringOptions {
  readonly url: string; // as holdfast_sequencer
  readonly origin: string;
  readonly logKeys: readonly VerifierKey[];
  readonly store: AnchorStore;
  readonly keys: DataKeys;
  readonly witnesses: readonly { readonly witness: Witness; readonly place: string }[];
  readonly authorities: readonly { readonly authority: TimestampAuthority; readonly place: string }[];
  readonly guard: CheckpointGuard;
  /** Of this process: only where one signs is known what was anchored, so both are done in one process. */
  readonly sequencer: Elected;
  readonly cadence: AnchoringCadence;
  readonly logger: { error(facts: object, message: string): void };
}

/** Milliseconds. After critical events nothing waits. */
export interface AnchoringCadence {
  readonly lookMs: number; // between two looks for a new checkpoint
  readonly anchorMs: number; // at most, while the log grows
  readonly stampMs: number; // at most, while the log grows
  readonly retryMs: number; // after a failure
}

/**
 * Takes new checkpoints to the anchors: the store under locked retention, the witnesses, the time-stamp authorities.
 * Each fails for itself, is tried again, and never holds up what is recorded. Any number may run: the one beside the
 * elected sequencer works.
 */
export function startAnchoring(options: AnchoringOptions): Elected {
  return startElected({
    url: options.url,
    name: 'holdfast-anchoring',
    electionKey,
    onlyWith: options.sequencer,
    work: async (client, signal) => {
      const round = anchoringRound(options, client);
      while (!signal.aborted && options.sequencer.isElected()) {
        await round(signal);
        await pause(options.cadence.lookMs, signal);
      }
    },
    failed: (error) => options.logger.error({ err: error }, 'anchoring failed and is tried again'),
  });
}

/** What remains to be done is read from the anchors themselves and from their receipts: nothing is lost by a restart. */
function anchoringRound(options: AnchoringOptions, client: Client): (signal: AbortSignal) => Promise<void> {
  const { store, guard, cadence } = options;
  const notBefore = new Map<string, number>();
  let anchored: bigint | null = null; // size; null: the store was not asked yet
  let anchoredAt = 0;

  const isDue = (name: string) => Date.now() >= (notBefore.get(name) ?? 0);
  const putOff = (name: string, ms: number) => notBefore.set(name, Date.now() + ms);

  /** Another process may have anchored it while the guard here asked: the guard learns it from here on. */
  async function alreadyAnchored(signal: AbortSignal): Promise<bigint> {
    const newest = await newestAnchored(store, options.logKeys, signal);
    if (newest === null) return 0n;
    guard.anchored(newest);
    return newest.checkpoint.size;
  }

  async function toStore(checkpoint: StoredCheckpoint, signal: AbortSignal): Promise<void> {
    if (!isDue('store')) return;
    try {
      anchored ??= await alreadyAnchored(signal);
      if (checkpoint.size <= anchored) return;
      const critical = await holdsCritical(client, anchored, checkpoint.size);
      if (!critical && Date.now() - anchoredAt < cadence.anchorMs) return;
      await anchorLog(client, { store, keys: options.keys }, anchored, checkpoint, signal);
      anchored = checkpoint.size;
      anchoredAt = Date.now();
      guard.anchored({ checkpoint: openCheckpoint(checkpoint.note, options.logKeys), note: checkpoint.note });
      await keepReceipt(client, storeRef(store), { size: checkpoint.size, receipt: null, statedAt: null });
    } catch (error) {
      putOff('store', cadence.retryMs);
      const { words, isAlarm } = troubleOf(error);
      await keepProblem(client, storeRef(store), words, isAlarm);
    }
  }

  async function toWitnesses(checkpoint: StoredCheckpoint, signal: AbortSignal): Promise<void> {
    for (const { witness, place } of options.witnesses) {
      const ref: AnchorRef = { kind: 'witness', name: witness.name, place };
      const known = await anchoredBy(client, ref);
      if (checkpoint.size <= known || !isDue(`witness ${witness.name}`)) continue;
      await cosignCheckpoint(client, { witness, place, store, guard }, checkpoint, signal);
      if ((await anchoredBy(client, ref)) < checkpoint.size)
        putOff(`witness ${witness.name}`, cadence.retryMs);
    }
  }

  async function toAuthorities(checkpoint: StoredCheckpoint, signal: AbortSignal): Promise<void> {
    for (const { authority, place } of options.authorities) {
      const ref: AnchorRef = { kind: 'timestamp', name: authority.name, place };
      const known = await anchoredBy(client, ref);
      if (checkpoint.size <= known) continue;
      const critical = await holdsCritical(client, known, checkpoint.size);
      if (!isDue(`stamp ${authority.name}`) && !(critical && isDue(`retry ${authority.name}`))) continue;
      await stampCheckpoint(client, { authority, place, store }, checkpoint, signal);
      const isKept = (await anchoredBy(client, ref)) >= checkpoint.size;
      putOff(`stamp ${authority.name}`, isKept ? cadence.stampMs : cadence.retryMs);
      putOff(`retry ${authority.name}`, isKept ? 0 : cadence.retryMs);
    }
  }

  return async (signal) => {
    const newest = await newestCheckpoint(client);
    // A new epoch has signed nothing yet: the newest note is of the one before, and belongs into its own anchors.
    if (newest === null || !newest.note.startsWith(`${options.origin}\n`)) return;
    await toStore(newest, signal);
    // A checkpoint is anchored before others speak of it, unless the store is failing: they do not wait for it.
    if (anchored !== newest.size && isDue('store')) return;
    await toWitnesses(newest, signal);
    await toAuthorities(newest, signal);
  };
}

/** An outage passes. What contradicts this database, or cannot be believed, does not: a person must look. */
function troubleOf(error: unknown): { readonly words: string; readonly isAlarm: boolean } {
  if (error instanceof LedgerError) return { words: error.message, isAlarm: true };
  if (!(error instanceof CustodyError)) throw error;
  if (error.code !== 'conflict') return { words: error.message, isAlarm: false };
  return { words: `${error.message} The anchors hold another history than this database.`, isAlarm: true };
}
