import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import { integratePending } from './integrate-pending.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';

const electionKey = 4_701_199_202n; // one sequencer per database, whichever process has it
const idleMs = 200;
const restMs = 2_000;
const checkpointMs = 3_000;

export interface SequencerOptions {
  readonly url: string; // as holdfast_sequencer
  readonly origin: string;
  readonly signer: CheckpointSigner;
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
    let signedAt = 0;
    while (!signal.aborted) {
      const step = await integratePending(client, options.origin);
      if (step.urgent || Date.now() - signedAt >= checkpointMs) {
        await publishCheckpoint(client, options.origin, options.signer);
        signedAt = Date.now();
      }
      if (!step.more) await pause(idleMs, signal);
    }
    await publishCheckpoint(client, options.origin, options.signer);
  } finally {
    await client.end();
  }
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
