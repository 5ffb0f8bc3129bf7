import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import type { CheckpointGuard, GuardVerdict } from './checkpoint-guard.ts';
import { integratePending } from './integrate-pending.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';

const electionKey = 4_701_199_202n; // one sequencer per database, whichever process has it
const idleMs = 200;
const restMs = 2_000;
const checkpointMs = 3_000;

export interface SequencerOptions {
  readonly url: string; // as holdfast_sequencer
  readonly origin: string;
  /** Every key of the log; asked again until the vault answers. */
  readonly signers: () => Promise<readonly CheckpointSigner[]>;
  readonly guard: Pick<CheckpointGuard, 'check' | 'forget'>;
  readonly logger?: { error(facts: object, message: string): void };
}

/**
 * Integrates pending entries into the tree and signs checkpoints, until stopped. Any number may run: one is
 * elected, the others wait. It may be killed at any statement: every change is one transaction, and the row
 * lock on ledger_head, not the election, is what keeps two from integrating the same entry.
 * Out: `stop`, which resolves when the last transaction is over.
 */
export function startSequencer(options: SequencerOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = keepSequencing(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function keepSequencing(options: SequencerOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sequenceOverOneConnection(options, signal);
    } catch (error) {
      options.logger?.error({ err: error }, 'the sequencer lost its database and tries again');
    }
    await pause(restMs, signal);
  }
}

async function sequenceOverOneConnection(options: SequencerOptions, signal: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'holdfast-sequencer',
  });
  // The query that fails next rejects with the same news; without a listener Node would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!signal.aborted && !(await isElected(client))) await pause(restMs, signal);
    options.guard.forget(); // whoever was elected before may have anchored more
    const publish = publisher(options, client);
    let verdict = await options.guard.check(client, signal);
    while (!signal.aborted) {
      if (verdict === 'frozen') {
        await pause(restMs, signal);
        verdict = await options.guard.check(client, signal);
        continue;
      }
      const step = await integratePending(client, options.origin);
      verdict = (await publish(step.urgent, signal)) ?? verdict;
      if (!step.more) await pause(idleMs, signal);
    }
    await publish(true, signal);
  } finally {
    await client.end();
  }
}

/**
 * Signs at once after critical entries, else every few seconds when the tree grew. A vault that does not answer costs
 * signatures and nothing else: entries go on being integrated. Out: what the guard said, or null if it was not asked.
 */
function publisher(options: SequencerOptions, client: Client) {
  let signers: readonly CheckpointSigner[] | null = null;
  let notBefore = 0;
  return async (urgent: boolean, signal: AbortSignal): Promise<GuardVerdict | null> => {
    if (urgent) notBefore = 0;
    if (Date.now() < notBefore) return null;
    notBefore = Date.now() + checkpointMs;
    try {
      signers ??= await options.signers();
      const verdict = await options.guard.check(client, signal);
      if (verdict === 'consistent') await publishCheckpoint(client, options.origin, signers);
      return verdict;
    } catch (error) {
      if (!(error instanceof CustodyError)) throw error;
      options.logger?.error({ err: error }, 'no checkpoint could be signed; it is tried again');
      return null;
    }
  };
}

/** The lock belongs to the connection: a dead sequencer loses it with its connection. */
async function isElected(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ elected: boolean }>('select pg_try_advisory_lock($1) as elected', [
    electionKey,
  ]);
  return rows[0]?.elected === true;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An abort ends the pause early; the loops look at the signal themselves.
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
