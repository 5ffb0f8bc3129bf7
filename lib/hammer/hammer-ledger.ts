import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { SystemActor } from '../custody/actor.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';
import { HammerError, type HammerFailure, type Held, nextCheckpoint } from './held-checkpoint.ts';
import { readAnyEntry, readEverything } from './readers.ts';

const actor: SystemActor = { kind: 'system', component: 'hammer' };
const restMs = 20;

export interface HammerOptions {
  readonly register: CustodyRegister;
  readonly connect: () => Promise<Client>; // may read the ledger; one for each reader
  readonly trust: TrustPolicy;
  readonly writers: number;
  readonly randomReaders: number;
  readonly fullReaders: number;
}

/** What was done; `failure` is the first thing that went wrong. */
export interface HammerReport {
  readonly failure: HammerFailure | null;
  readonly written: number; // events
  readonly checkpoints: number; // proven to continue the one before, over all readers
  readonly entries: number; // proven to be in the tree
  readonly readings: number; // of the whole log
}

/**
 * Writers that record through the product's own register, and readers that each hold a checkpoint and take a newer
 * one only with a proof, until `until` is aborted or something is wrong. What the writers record stays for ever.
 */
export async function hammerLedger(options: HammerOptions, until: AbortSignal): Promise<HammerReport> {
  const counts = { written: 0, checkpoints: 0, entries: 0, readings: 0 };
  const stopping = new AbortController();
  const signal = AbortSignal.any([until, stopping.signal]);
  const many = (count: number, work: () => Promise<void>) => Array.from({ length: count }, work);
  const hands = [
    ...many(options.writers, () => write(options.register, signal, () => (counts.written += 1))),
    ...many(options.randomReaders, () =>
      read(
        options,
        signal,
        () => (counts.checkpoints += 1),
        async (client, held) => {
          await readAnyEntry(client, held);
          counts.entries += 1;
        },
      ),
    ),
    ...many(options.fullReaders, () =>
      read(
        options,
        signal,
        () => (counts.checkpoints += 1),
        async (client, held) => {
          await readEverything(client, held);
          counts.readings += 1;
        },
      ),
    ),
  ];
  const ended = await Promise.allSettled(
    hands.map((hand) =>
      hand.catch((error: unknown) => {
        stopping.abort(); // the others stop too: the first failure is the one to look at
        throw error;
      }),
    ),
  );
  const errors = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const [first] = errors;
  if (first !== undefined && !(first instanceof HammerError)) throw first;
  return { failure: first?.failure ?? null, ...counts };
}

/** Each writer has a stream of its own, and says what it is. */
async function write(register: CustodyRegister, signal: AbortSignal, done: () => void): Promise<void> {
  const stream = { kind: 'verification', id: randomUUID() } as const; // an event that no other row must bear out
  while (!signal.aborted) {
    await register.append(
      actor,
      ['ledger.verification-started'],
      [
        {
          type: 'ledger.verification-started',
          stream,
          subjects: [],
          reason: 'written by holdfast hammer',
          authority: null,
          detail: { verificationId: stream.id },
        },
      ],
    );
    done();
  }
}

async function read(
  { connect, trust }: HammerOptions,
  signal: AbortSignal,
  taken: () => void,
  look: (client: Client, held: Held) => Promise<void>,
): Promise<void> {
  const client = await connect();
  let held: Held | null = null;
  try {
    while (!signal.aborted) {
      const next: Held | null = await nextCheckpoint(client, trust, held);
      if (next !== null && next !== held) taken();
      held = next;
      if (held !== null && held.checkpoint.size > 0n) await look(client, held);
      await sleep(restMs);
    }
  } finally {
    await client.end();
  }
}
