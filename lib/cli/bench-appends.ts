import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import type { SystemActor } from '../custody/actor.ts';
import type { CustodyEvent } from '../custody/custody-event.ts';
import { type Runtime, runtime } from '../runtime/runtime.ts';

/**
 * Child process of the benchmark, beside a running Holdfast: appends through the product's own register, the same
 * bytes by bare INSERTs, and the time from a critical event to a signed checkpoint over it. Argument: rounds.
 * Writes one line of JSON.
 */
const actor: SystemActor = { kind: 'system', component: 'bench' };
const perWriter = 250;
const criticalEvents = 20;
const pollMs = 10;

const house = await runtime();
const rounds = Number(process.argv[2] ?? 3);
const figures = { one: pairs(), eight: pairs(), changes: [] as number[], criticalSeconds: [] as number[] };
await recordAll(house, 1); // the first round of anything pays for what is loaded then
await appendAll(house, 1);
for (let round = 0; round < rounds; round += 1) {
  await measure(figures.one, 1);
  await measure(figures.eight, 8);
  figures.changes.push((8 * perWriter) / (await recordAll(house, 8)));
}
for (let i = 0; i < criticalEvents; i += 1) figures.criticalSeconds.push(await untilSigned(house));
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));

interface Pairs {
  readonly ours: number[]; // events a second
  readonly baseline: number[]; // rows a second
}

function pairs(): Pairs {
  return { ours: [], baseline: [] };
}

async function measure({ ours, baseline }: Pairs, writers: number): Promise<void> {
  const total = writers * perWriter;
  const bytes = await bytesOfOne(house);
  ours.push(total / (await appendAll(house, writers)));
  baseline.push(total / (await insertAll(house, writers, bytes)));
}

/** Each writer adds to a stream of its own, one event after the other. Out: seconds. */
async function appendAll({ context }: Runtime, writers: number): Promise<number> {
  return await inTurn(writers, (stream, i) =>
    context.register.append(actor, ['ledger.verification-started'], [madeUp(stream, i)]),
  );
}

/** As above, with a changed row beside each event. */
async function recordAll({ context }: Runtime, writers: number): Promise<number> {
  return await inTurn(writers, (stream, i) =>
    context.register.record(actor, ['ledger.verification-started'], async (desk) => {
      await desk.notify({ personObjectId: stream, key: 'bench', level: 'info', title: `${i}`, href: '/' });
      return { events: [madeUp(stream, i)], result: undefined };
    }),
  );
}

async function inTurn(writers: number, write: (stream: string, i: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const stream = randomUUID();
      for (let i = 0; i < perWriter; i += 1) await write(stream, i);
    }),
  );
  return (performance.now() - began) / 1000;
}

function madeUp(id: string, i: number): CustodyEvent<'ledger.verification-started'> {
  return {
    type: 'ledger.verification-started',
    stream: { kind: 'verification', id },
    subjects: [],
    reason: `event ${i} of a measurement`,
    authority: null,
    detail: { verificationId: id },
  };
}

/** How many bytes one append leaves: body, salt, entry and two leaves. */
async function bytesOfOne({ settings }: Runtime): Promise<number> {
  const client = new Client({ connectionString: settings.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ bytes: number }>(
    `select octet_length(c.body) + 32 + octet_length(e.entry) + 64 as bytes
     from ledger_entry e join custody_event c on c.id = e.event_id order by e.idx desc limit 1`,
  );
  await client.end();
  return rows[0]?.bytes ?? 1024;
}

/** The bare thing: one INSERT of as many bytes a row, each committed by itself. Out: seconds. */
async function insertAll({ settings }: Runtime, writers: number, bytes: number): Promise<number> {
  const pool = new Pool({ connectionString: settings.DATABASE_URL, max: writers });
  await Promise.all(Array.from({ length: writers }, () => pool.query('select 1')));
  const began = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const stream = `bench-${randomUUID()}`;
      for (let i = 0; i < perWriter; i += 1) {
        await pool.query(
          `insert into custody_event (id, stream, n, type, occurred_at, actor_label, body, salt, leaf)
           values ($1, $2, $3, 'bench.inserted', now(), 'bench', $4, $5, $6)`,
          [randomUUID(), stream, i, randomBytes(bytes - 64), randomBytes(32), randomBytes(32)],
        );
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  await pool.end();
  return seconds;
}

/** From the call that records a critical event until a checkpoint over it is there. Out: seconds. */
async function untilSigned({ context, settings }: Runtime): Promise<number> {
  const client = new Client({ connectionString: settings.DATABASE_URL });
  await client.connect();
  const container = randomUUID();
  const began = performance.now();
  await context.register.append(
    actor,
    ['locker.lock-confirmed'],
    [
      {
        type: 'locker.lock-confirmed',
        stream: { kind: 'system' },
        subjects: [],
        reason: null,
        authority: null,
        detail: { account: 'bench', container, retentionDays: 1, how: 'setting' },
      },
    ],
  );
  const newest = `select max(n) as n from custody_event where stream = 'system'`;
  const n = (await client.query<{ n: string }>(newest)).rows[0]?.n;
  for (;;) {
    const { rowCount } = await client.query(
      `select from ledger_entry e where e.stream = 'system' and e.n = $1
         and e.idx < (select max(size) from ledger_checkpoint)`,
      [n],
    );
    if (rowCount === 1) break;
    await sleep(pollMs);
  }
  await client.end();
  return (performance.now() - began) / 1000;
}
