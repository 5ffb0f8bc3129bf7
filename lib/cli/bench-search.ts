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
 * all of it, the same rows by bare SQL, and the worst searches that people honestly make: each its first page, a page far
 * behind and its histogram. The newest hundred are real events of the ledger, so that a page pays for their proofs; the rest
 * are rows that only look like events. Argument: events. Writes one line of JSON.
 */
const looks = 40;
const looksEach = 10;
const real = 100;
const atOnce = 50_000;
const incidents = 2_000;
const people = 53;
const busyItem = '03900000-0000-7002-8000-000000000001'; // it has one event in fifty, nearly all of kinds whose records tell

const searches = [
  ...[
    'action:access',
    '-type:access.signed-in',
    '-outcome:done',
    'type:hold.placed',
    'type:evidence.check-missed',
  ],
  ...['outcome:failed', 'outcome:refused outcome:failed', 'action:access created:<2018-06-01'],
  ...['ip:10.0.5.3', '-ip:10.0.5.3', 'ip:10.9.9.9', 'ip:10.9.9.9 outcome:failed'],
  ...['ip:10.0.5.3 actor:person-5', 'ip:10.9.9.9 actor:person-rare'],
  ...[
    'actor:person-5',
    'actor:person-5 type:hold.placed',
    'actor:person-5 outcome:failed',
    '-actor:person-5',
  ],
  ...['actor:person-5 type:evidence.check-missed', 'actor:person-rare'],
  ...['incident:BENCH-7', 'incident:BENCH-7 outcome:failed', 'incident:BENCH-7 actor:person-5'],
  ...[`item:${busyItem}`, `item:${busyItem} outcome:failed`, `item:${busyItem} actor:person-5`],
  ...[`item:${busyItem} actor:person-rare`, `stream:${busyItem} type:hold.placed`, 'stream:bench-lone'],
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
  await db.$executeRaw`
    insert into evidence_item (id, exhibit_number, incident_id, kind, description, source, state, container)
    select ${busyItem}::uuid, 'EV-BENCH', id, 'disk', 'bench', '{}', 'sealed', 'bench' from incident where number = 'BENCH-9'
    on conflict do nothing`;
  await db.$executeRaw`
    insert into session (id_hash, object_id, actor, absolute_expires_at)
    select sha256(name::bytea), name, jsonb_build_object('objectId', name, 'userPrincipalName', name, 'displayName', name), now()
    from (select 'person-' || g as name from generate_series(0, ${people - 1}::int) g union all select 'person-rare') p
    on conflict do nothing`;
  const [had] = await db.$queryRaw<{ count: bigint }[]>`select count(*) as count from custody_event`;
  for (let from = Number(had?.count ?? 0); from < wanted; from += atOnce)
    await addRows(house, from + 1, Math.min(from + atOnce, wanted));
}

/** Every half minute one, from years ago until yesterday; each filed as its record says. */
async function addRows({ db }: Runtime, from: number, to: number): Promise<void> {
  await db.$executeRaw`
    insert into custody_event
      (id, stream, n, type, occurred_at, actor_object_id, actor_label, incident_id, evidence_id, body, salt, leaf)
    select ('01900000-0000-7002-8000-' || lpad(to_hex(g), 12, '0'))::uuid, stream, g, type, at, person, 'bench', incident, item,
      convert_to(format(
        '{"actor":{"ip":"%s","kind":"%s","name":"bench"%s},"authority":null,"detail":{"outcome":"%s","pad":"%s","result":"%s"},'
          || '"recordedAt":"%s","schema":1,"stream":{"id":"%s","kind":"%s"},"subjects":[%s],"type":"%s"}',
        case when item is not null then '10.9.9.9' else format('10.0.%s.%s', g % 200, g % 7) end,
        case when person is null then 'system' else 'person' end, ',"objectId":"' || person || '"',
        case when g = 5050 then 'differs' else 'same' end, repeat('x', 600), case when g = 7000 then 'mismatch' else 'whole' end,
        to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), stream,
        case when item is null then 'verification' else 'evidence' end, '"incident:' || incident || '"', type), 'UTF8'),
      sha256(g::text::bytea), sha256(g::text::bytea)
    from (
      select g, now() - interval '1 day' - (10000000 - g) * interval '30 s' as at,
        case when is_lone then 'bench-lone' when is_busy then ${busyItem} else 'bench-' || g % 5000 end as stream,
        case when is_lone then 'evidence.check-missed'
          when is_busy then (array['access.content-read', 'evidence.verified'])[1 + g / 50 % 2]
          else (array['access.signed-in', 'acquisition.copied', 'evidence.sealed', 'access.content-opened', 'access.denied',
            'incident.note-written', 'acquisition.step-failed', 'hold.placed'])[1 + (case when g % 10 < 7 then g % 3 else g % 8 end)]
          end as type,
        case when is_lone then 'person-rare' when g % 4 = 0 then null else 'person-' || (g::bigint * 7919) % ${people}::int end
          as person,
        case when g % 3 = 0 then null
          else ('02900000-0000-7000-8000-' || lpad(to_hex((1 + (g::bigint * 31) % ${incidents}::int)::int), 12, '0'))::uuid end
          as incident,
        case when is_busy then ${busyItem}::uuid end as item
      from (select g, g % 50 = 0 as is_busy, g = 77 as is_lone from generate_series(${from}::int, ${to}::int) g) row) row`;
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
    searches: Object.fromEntries(
      await inTurn(searches, async (text) => [text, await timeSearch(house, text)] as const),
    ),
  };
}

/** Its first page, one that begins where nine tenths of the register are newer, and its histogram. */
async function timeSearch({ db }: Runtime, text: string): Promise<readonly number[]> {
  const [viewer, query] = [{ actor: auditor(), db }, queryOf(text)];
  const far = `01900000-0000-7002-8000-${Math.ceil(wanted / 10)
    .toString(16)
    .padStart(12, '0')}`;
  return [
    ...(await timed(() => searchEvents(viewer, query), looksEach)),
    ...(await timed(() => searchEvents(viewer, query, far), looksEach)),
    ...(await timed(() => eventHistogram(viewer, query), looksEach)),
  ];
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
