import { createHash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemActor } from '../custody/actor.ts';
import { unmeasuredClock } from '../custody/clock-state.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import { commitBody, encodeEntry } from '../ledger/ledger-entry.ts';
import { appendLeaves, packFrontier, type TreeEdge, unpackFrontier } from '../ledger/merkle-tree.ts';
import { inclusionAnswer } from '../queries/ledger-proofs.ts';
import type { AnchoredEvent } from '../recover/anchored-events.ts';
import type { RecoveryDatabase } from '../recover/into-database.ts';
import { insertEntries, insertEvents, insertNodes } from '../recover/put-back.ts';
import { env } from '../runtime/env.ts';
import { recoveryDatabase } from '../runtime/ledger-parts.ts';
import { runtime } from '../runtime/runtime.ts';

/**
 * Child process of the benchmark, beside a running Holdfast: lets its log grow to so many entries, waits until they
 * are anchored, and times inclusion proofs. Argument: entries. Writes one line of JSON.
 */
const actor: SystemActor = { kind: 'system', component: 'bench' };
const batch = 4096;
const streams = 256;
const proofs = 300;

const wanted = BigInt(process.argv[2] ?? 1_000_000);
const { database, close } = await recoveryDatabase(env());
const plain = { pass: createHash('sha256'), milliseconds: 0 };
const ends = new Map<string, { readonly n: bigint; readonly leaf: Uint8Array }>();
await grow(database);
await untilAnchored(database);
const proofSeconds = await timeProofs();
await close();
const sha256Seconds = plain.milliseconds / 1000;
process.stdout.write(`${JSON.stringify({ sha256Seconds, proofSeconds })}\n`, () => process.exit(0));

/** As the register and the sequencer would leave it, in far fewer statements. */
async function grow({ app, sequencer }: RecoveryDatabase): Promise<void> {
  let size = 0n;
  while (size < wanted) {
    await sequencer.query('begin');
    let edge = await lockedEdge(sequencer);
    const count = Number(wanted - edge.size < BigInt(batch) ? wanted - edge.size : BigInt(batch));
    const events = Array.from({ length: count }, (_, i) => madeUp(edge.size + BigInt(i)));
    hashPlainly(events);
    const grown = appendLeaves(
      edge,
      events.map(({ leaf }) => leaf),
    );
    await Promise.all([insertEvents(app, events), insertEntries(sequencer, events)]);
    await insertNodes(sequencer, grown.nodes);
    edge = grown;
    await sequencer.query('update ledger_head set size = $1, frontier = $2', [
      edge.size,
      Buffer.from(packFrontier(edge.frontier)),
    ]);
    await sequencer.query('commit');
    size = edge.size;
  }
  await app.query(
    `insert into ledger_stream (id, next_n, last_leaf)
     select * from unnest($1::text[], $2::bigint[], $3::bytea[])`,
    [
      Array.from(ends.keys()),
      Array.from(ends.values(), ({ n }) => n + 1n),
      Array.from(ends.values(), ({ leaf }) => Buffer.from(leaf)),
    ],
  );
}

async function lockedEdge(client: RecoveryDatabase['sequencer']): Promise<TreeEdge> {
  const { rows } = await client.query<{ size: string; frontier: Buffer }>(
    'select size, frontier from ledger_head where id = 1 for update',
  );
  const head = rows[0];
  if (head === undefined) throw new Error('The ledger has not begun.');
  return unpackFrontier(BigInt(head.size), new Uint8Array(head.frontier));
}

function madeUp(index: bigint): AnchoredEvent {
  const idOf = (group: string, number: bigint) =>
    `01900000-0000-7${group}-8000-${number.toString(16).padStart(12, '0')}`;
  const [id, s] = [idOf('000', index), idOf('001', index % BigInt(streams))];
  const before = ends.get(s);
  const n = before === undefined ? 0n : before.n + 1n;
  const t = `${new Date(Date.now()).toISOString().slice(0, 23)}000Z`;
  const k = 'ledger.verification-started'; // an event that no other row must bear out
  const stream = { kind: 'verification', id: s } as const;
  const shared = { schema: 1, id, type: k, stream, n: Number(n), occurredAt: t, recordedAt: t };
  const body = canonicalJson({
    ...shared,
    actor: { ...actor },
    authority: null,
    clock: { ...unmeasuredClock },
    detail: { verificationId: s },
    reason: null,
    subjects: [],
    tool: { name: 'holdfast', version: '1.0.0', commit: 'bench' },
  });
  const salt = new Uint8Array(randomBytes(32));
  const fields = { id, t, k, s, n, p: before?.leaf ?? null, c: commitBody(salt, body) };
  const { entry, leaf } = encodeEntry(fields);
  ends.set(s, { n, leaf });
  return { index, entry, leaf, fields, event: { salt, body } };
}

/** The baseline: one plain SHA-256 over the very bytes that are going to be checked. */
function hashPlainly(events: readonly AnchoredEvent[]): void {
  const began = performance.now();
  for (const { entry, event } of events) {
    plain.pass.update(entry);
    if ('body' in event) plain.pass.update(event.salt).update(event.body);
  }
  plain.milliseconds += performance.now() - began;
}

async function untilAnchored({ app }: RecoveryDatabase): Promise<void> {
  for (;;) {
    const { rows } = await app.query<{ size: string | null }>(
      `select max(size) as size from ledger_anchor where kind = 'store'`,
    );
    if (BigInt(rows[0]?.size ?? 0) >= wanted) return;
    await sleep(1000);
  }
}

/** Of entries all over the log, to its newest checkpoint. Out: seconds each. */
async function timeProofs(): Promise<readonly number[]> {
  const { db } = await runtime();
  const seconds: number[] = [];
  for (let i = 0; i < proofs; i += 1) {
    const index = (BigInt(i) * wanted) / BigInt(proofs);
    const began = performance.now();
    await inclusionAnswer(db, index, wanted);
    seconds.push((performance.now() - began) / 1000);
  }
  return seconds;
}
