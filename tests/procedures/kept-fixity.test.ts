import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduledItems } from '../../lib/adapters/prisma/fixity-look.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { CustodyEventType } from '../../lib/custody/custody-event.ts';
import { type NextCheck, nextChecks } from '../../lib/custody/fixity.ts';
import { custodyEventTypes } from '../../lib/custody/personal-data.ts';
import { checkFixityRows } from '../../lib/fsck/check-fixity-rows.ts';
import { Findings } from '../../lib/fsck/findings.ts';
import { getFixity } from '../../lib/queries/get-fixity.ts';
import { listChecks } from '../../lib/queries/list-checks.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { type CheckTime, checkTimes } from '../../lib/queries/scheduled-checks.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { scatterFixityEvents } from '../support/scattered-fixity.ts';
import { sealedItem } from '../support/sealed-item.ts';

const dayMs = 86_400_000;
const auditor: PersonActor = { ...analyst, objectId: randomUUID(), roles: ['auditor'] };

let at: TestDatabase;
const viewer = () => ({ actor: auditor, db: at.db });

/** Thirty items of three incidents, each with events of all kinds that its checks follow from, in any order. */
beforeAll(async () => {
  at = await freshDatabase();
  const sealed = [];
  for (const disk of ['a', 'b', 'c']) sealed.push(await sealedItem(at, disk));
  await scatterFixityEvents(at, sealed, 30);
});
afterAll(() => at?.close());

it('keeps of each item what its events say, whichever came in whichever order, and what erased ones said no more', async () => {
  expect(await differing()).toEqual([]);
  await at.asAdmin('alter table custody_event disable trigger refuse_change');
  const [{ count } = { count: 0 }] = await at.asAdmin<{ count: number }>(
    `with gone as (update custody_event set body = null, salt = null where n % 2 = 1
       and type in ('evidence.verified', 'evidence.sampled', 'access.granted', 'reconciliation.finding') returning 1)
     select count(*)::int as count from gone`,
  );
  await at.asAdmin('alter table custody_event enable always trigger refuse_change');
  expect(count).toBeGreaterThan(5);
  expect(await differing()).toEqual([]);
});

it('judges every item in the database as the rule judges it by its events', async () => {
  const now = new Date();
  const checks = (await scheduledItems(at.db)).flatMap(({ evidenceId, facts }) =>
    nextChecks(facts, now).map((check) => ({ evidenceId, ...check })),
  );
  expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(['later', 'open', 'overdue', 'stopped']));
  expect(new Set(checks.map(({ ground }) => ground)).size).toBe(5);
  for (const time of checkTimes) {
    const due = checks.filter((check) => timeOf(check, now) === time);
    const sorted = due.toSorted((a, b) =>
      `${a.dueBy} ${a.evidenceId}`.localeCompare(`${b.dueBy} ${b.evidenceId}`),
    );
    const { rows, total } = await listChecks(viewer(), time);
    expect([time, total]).toEqual([time, sorted.length]);
    expect(rows.map(({ evidenceId, kind, dueBy }) => [evidenceId, kind, dueBy])).toEqual(
      sorted.map(({ evidenceId, kind, dueBy }) => [evidenceId, kind, dueBy]),
    );
  }
  const overdue = new Set(checks.filter(({ state }) => state === 'overdue').map((one) => one.evidenceId));
  const listed = await listEvidence(viewer(), { state: 'overdue' });
  expect(new Set(listed.rows.map(({ id }) => id))).toEqual(overdue);
});

it('has in each day of the calendar as many entries as the day then shows, and all of them have words for what is due', async () => {
  const month = new Date().toISOString().slice(0, 7);
  const { days, total, entries } = await getFixity(viewer(), { month });
  expect(entries).toHaveLength(Math.min(total, 200));
  let inAll = 0;
  for (const { day, counts } of days) {
    const shown = await getFixity(viewer(), { month, day });
    const marks = Object.groupBy(shown.entries, ({ mark }) => mark);
    for (const [mark, count] of Object.entries(counts))
      expect([day, mark, marks[mark as keyof typeof counts]?.length ?? 0]).toEqual([day, mark, count]);
    expect(shown.entries.every(({ at: then }) => then.startsWith(day))).toBe(true);
    expect(shown.entries.every(({ mark, words }) => mark !== 'due' || words !== null)).toBe(true);
    inAll += shown.total;
  }
  expect(inAll).toBe(total);
});

it('takes for an act that brings a check what goes out, what guards a copy and what others change, and nothing else', async () => {
  const brings = async (type: CustodyEventType, detail: object) => {
    const [found] = await at.db.$queryRaw<{ act: string | null }[]>`
      select fixity_act(${type}, ${Buffer.from(JSON.stringify({ detail }))}) as act`;
    return found?.act;
  };
  const plain = (
    await Promise.all(
      custodyEventTypes.map(async (type) => [type, await brings(type as CustodyEventType, {})] as const),
    )
  )
    .filter(([, act]) => act !== null)
    .map(([type, act]) => `${act} ${type}`);
  expect(plain.toSorted()).toEqual([
    ...['evidence.found-again', 'hold.cleared-outside', 'hold.lifted', 'hold.placed', 'hold.set-again'].map(
      policy,
    ),
    ...['hold.set-outside', 'posture.drift-found', 'retention.changed-outside'].map(policy),
    ...['retention.extended', 'retention.restored'].map(policy),
    ...['access.granted', 'access.link-made', 'bundle.exported', 'custody.handover-accepted'].map(transfer),
    ...['custody.handover-offered', 'derivative.attached', 'derivative.removed'].map(transfer),
  ]);
  const finding = (operation: string) => brings('reconciliation.finding', { azure: { operation } });
  expect(await brings('access.granted', { mode: 'see-contents' })).toBeNull();
  expect(await brings('posture.drift-found', { after: { verdict: 'fail' } })).toBe('account');
  expect(await brings('reconciliation.finding', { kind: 'change-outside' })).toBe('account');
  for (const write of ['PutBlob', 'CopyBlob', 'SetBlobTier']) expect(await finding(write)).toBe('policy');
  for (const read of ['GetBlob', 'CopyBlobSource']) expect(await finding(read)).toBeNull();
});

const policy = (type: string) => `policy ${type}`;
const transfer = (type: string) => `transfer ${type}`;

it('lets a check find what somebody wrote, took away or put in past the trigger', async () => {
  const [first, second] = await at.asAdmin<{ evidence_id: string }>(
    'select evidence_id from fixity_item limit 2',
  );
  await at.asAdmin("update fixity_item set whole_ended = now() + interval '1 year' where evidence_id = $1", [
    first?.evidence_id,
  ]);
  await at.asAdmin('delete from fixity_item where evidence_id = $1', [second?.evidence_id]);
  const invented = randomUUID();
  await at.asAdmin('insert into fixity_item (evidence_id) values ($1)', [invented]);
  const found = await findings();
  const of = (id: string | undefined) => found.filter(({ where }) => where === `fixity_item ${id}`);
  expect(of(first?.evidence_id)).toMatchObject([{ attack: 'row-changed', words: /whole_ended/ }]);
  expect(of(second?.evidence_id).length).toBeGreaterThan(0);
  expect(of(invented)).toMatchObject([{ attack: 'row-invented' }]);
  await at.asAdmin('select rebuild_fixity()');
  expect(await findings()).toEqual([]);
  await expect(at.as('app', 'update fixity_item set frozen = false')).rejects.toThrow(/permission denied/);
  await expect(at.as('app', 'select rebuild_fixity()')).rejects.toThrow(/permission denied/);
});

function differing() {
  return at.asAdmin(`select * from fixity_item k full join fixity_of(null) f using (evidence_id)
    where to_jsonb(k) is distinct from to_jsonb(f)`);
}

async function findings() {
  const found = new Findings();
  const client = new Client({ connectionString: at.adminUrl });
  await client.connect();
  await checkFixityRows(client, found);
  await client.end();
  return found.list();
}

function timeOf({ state, dueBy }: NextCheck, now: Date): CheckTime {
  if (state === 'overdue' || state === 'stopped') return state;
  return Date.parse(dueBy) <= now.getTime() + 7 * dayMs ? 'soon' : 'later';
}
