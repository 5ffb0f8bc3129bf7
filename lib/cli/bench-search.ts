import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PersonActor } from '../custody/actor.ts';
import type { CustodyEvent } from '../custody/custody-event.ts';
import { type EventQuery, readEventQuery } from '../custody/event-query.ts';
import { searchEvents } from '../queries/search-events.ts';
import { eventHistogram } from '../queries/search-events-histogram.ts';
import { type Runtime, runtime } from '../runtime/runtime.ts';

/**
 * Child process of the benchmark, beside a running Holdfast: lets the register grow to so many events and times a page of
 * all of it, searches of several kinds, and the same rows by bare SQL. The newest hundred are real events of the ledger, so
 * that a page pays for their proofs; the rest are rows that only look like events. Argument: events. Writes one line of JSON.
 */
const looks = 40;
const real = 100;
const atOnce = 50_000;
const incidents = 2_000;

const searches = [
  ...[
    'action:access',
    'outcome:refused outcome:failed',
    'ip:10.0.5.3',
    'type:hold.placed',
    '-type:access.signed-in',
  ],
  ...[
    'incident:BENCH-7',
    'incident:BENCH-7 outcome:failed',
    'actor:person-5',
    'actor:person-5 type:hold.placed',
  ],
];

const house = await runtime();
const wanted = Number(process.argv[2] ?? 1_000_000);
await grow(house);
await appendReal(house);
await untilCounted(house);
const told = await timeAll(house);
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));

async function grow({ db }: Runtime): Promise<void> {
  await db.$executeRaw`
    insert into incident (id, number, source, title, severity, status, container, opened_at, updated_at)
    select ('02900000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'BENCH-' || g, 'manual', 'bench', 'low', 'open',
      'bench-' || g, now(), now()
    from generate_series(1, ${incidents}::int) g on conflict do nothing`;
  const [had] = await db.$queryRaw<{ count: bigint }[]>`select count(*) as count from custody_event`;
  for (let from = Number(had?.count ?? 0); from < wanted; from += atOnce)
    await addRows(house, from + 1, Math.min(from + atOnce, wanted));
}

/** Every half minute one, from years ago until yesterday. */
async function addRows({ db }: Runtime, from: number, to: number): Promise<void> {
  await db.$executeRaw`
    insert into custody_event
      (id, stream, n, type, occurred_at, actor_object_id, actor_label, incident_id, body, salt, leaf)
    select ('01900000-0000-7002-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'bench-' || g % 5000, g,
      (array['access.signed-in', 'acquisition.copied', 'evidence.sealed', 'access.content-opened', 'access.denied',
        'incident.note-written', 'acquisition.step-failed', 'hold.placed'])[1 + (case when g % 10 < 7 then g % 3 else g % 8 end)],
      now() - interval '1 day' - (10000000 - g) * interval '30 s',
      case when g % 4 = 0 then null else 'person-' || (g::bigint * 7919) % 53 end, 'bench',
      case when g % 3 = 0 then null
        else ('02900000-0000-7000-8000-' || lpad(to_hex((1 + (g::bigint * 31) % ${incidents}::int)::int), 12, '0'))::uuid end,
      convert_to(format('{"actor":{"ip":"10.0.%s.%s","kind":"person"},"detail":{"pad":"%s"},"subjects":[]}',
        g % 200, g % 7, repeat('x', 600)), 'UTF8'),
      sha256(g::text::bytea), sha256(g::text::bytea)
    from generate_series(${from}::int, ${to}::int) g`;
}

async function appendReal({ context, db }: Runtime): Promise<void> {
  const id = '02900000-0000-7003-8000-000000000000';
  const event: CustodyEvent<'ledger.verification-started'> = {
    type: 'ledger.verification-started',
    stream: { kind: 'verification', id },
    subjects: [],
    reason: null,
    authority: null,
    detail: { verificationId: id },
  };
  for (let i = 0; i < real; i += 1)
    await context.register.append({ kind: 'system', component: 'bench' }, [event.type], [event]);
  while ((await db.ledgerPending.count()) > 0) await sleep(100);
}

/** Until the database has counted its rows by itself, as one that runs for years has; three minutes at most. */
async function untilCounted({ db }: Runtime): Promise<void> {
  for (let second = 0; second < 180; second += 1) {
    const [table] = await db.$queryRaw<{ stale: bigint }[]>`
      select n_mod_since_analyze as stale from pg_stat_user_tables where relname = 'custody_event'`;
    if (Number(table?.stale ?? 0) < wanted / 5) return;
    await sleep(1_000);
  }
}

async function timeAll({ db }: Runtime) {
  const viewer = { actor: auditor(), db };
  const all = queryOf('');
  return {
    page: await timed(() => searchEvents(viewer, all)),
    bare: await timed(
      () => db.$queryRaw`select * from custody_event order by occurred_at desc, id desc limit 51`,
    ),
    histogram: await timed(() => eventHistogram(viewer, all)),
    searches: (
      await inTurn(searches, (text) => timed(() => searchEvents(viewer, queryOf(text)), looks / 4))
    ).flat(),
  };
}

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}

/** Seconds each; the first look pays for what is loaded then, and is left out. */
async function timed(work: () => Promise<unknown>, times = looks): Promise<readonly number[]> {
  await work();
  const seconds: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const began = performance.now();
    await work();
    seconds.push((performance.now() - began) / 1000);
  }
  return seconds;
}

function queryOf(text: string): EventQuery {
  const read = readEventQuery(text);
  if (!read.ok) throw new Error(read.problem);
  return read.query;
}

function auditor(): PersonActor {
  return {
    ...{ kind: 'person', tenantId: '', objectId: 'bench', userPrincipalName: 'bench', displayName: 'bench' },
    ...{ title: null, roles: ['auditor'], authMethods: [], authenticatedAt: null, sessionId: null },
    ...{ ip: null, userAgent: null, via: 'shell' },
  };
}
