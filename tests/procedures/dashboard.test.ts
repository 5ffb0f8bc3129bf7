import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { copyVerificationEvent } from '../../lib/procedures/evidence/copy-verification-event.ts';
import { type Dashboard, getDashboard } from '../../lib/queries/get-dashboard.ts';
import { listChecks } from '../../lib/queries/list-checks.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { listRequests } from '../../lib/queries/list-requests.ts';
import { readAges } from '../../lib/queries/read-age.ts';
import { checkTimes } from '../../lib/queries/scheduled-checks.ts';
import { waitingAges } from '../../lib/queries/waiting-age.ts';
import { askedOn } from '../support/asked-access.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, system } from '../support/facts.ts';
import { sealedItem } from '../support/sealed-item.ts';
import { stage } from '../support/stage.ts';

const lead: PersonActor = { ...analyst, objectId: randomUUID(), roles: ['lead'] };

let at: TestDatabase;
let board: Dashboard;
const items: string[] = [];
const viewer = () => ({ actor: lead, db: at.db });

beforeAll(async () => {
  at = await freshDatabase();
  for (const [disk, days] of [
    ['a', [100, 10]], // the newest read counts
    ['b', [45]],
    ['c', [91]],
    ['d', []],
  ] as const) {
    const { evidenceId } = await sealedItem(at, disk);
    for (const ago of days) await readWhole(evidenceId, ago, 'as-sealed');
    await readWhole(evidenceId, 1, 'not-read'); // which tells nothing of the copy
    items.push(evidenceId);
  }
  await at.asAdmin('alter table access_request disable trigger all'); // which keep its times
  for (const hours of [1, 30, 100, 101]) {
    await askedOn(at, await stage(at, { restricted: false }));
    await at.asAdmin(
      `update access_request set created_at = now() - $1::int * interval '1 hour', expires_at = now() + interval '1 day'
       where id = (select id from access_request order by created_at desc limit 1)`,
      [hours],
    );
  }
  const [old, other] = items;
  await at.asAdmin('alter table custody_event disable trigger all');
  await at.asAdmin(
    `update custody_event set occurred_at = occurred_at - interval '100 days' where type = 'evidence.sealed' and stream = $1`,
    [old],
  );
  const { incidentId } = await at.db.evidenceItem.findUniqueOrThrow({ where: { id: other ?? '' } });
  await at.register.append(
    system,
    ['evidence.sampled'],
    [
      copyVerificationEvent('evidence.sampled', { evidenceId: other ?? '', incidentId }, null, {
        ...{ verificationId: randomUUID(), exhibitNumber: 'EV', blocks: 2, sampled: 2 },
        ...{ outcome: 'differs', bytes: '4194816', problem: 'block 1' },
      }),
    ],
  );
  await at.asAdmin('select rebuild_fixity()'); // no trigger saw any of this
  board = await getDashboard(viewer());
});
afterAll(() => at?.close());

async function readWhole(evidenceId: string, daysAgo: number, outcome: string): Promise<void> {
  await at.asAdmin(
    `insert into copy_verification (id, evidence_id, kind, ground, outcome, finished_at)
     values ($1, $2, 'whole', 'active', $3, now() - $4::int * interval '1 day')`,
    [randomUUID(), evidenceId, outcome, daysAgo],
  );
}

it('counts sealed items by their last full read, and each figure opens as many items', async () => {
  expect(board.reads.map(({ count }) => count)).toEqual([1, 1, 1, 5]); // four more were sealed to be asked for
  for (const [index, { id }] of readAges.entries()) {
    const { rows } = await listEvidence(viewer(), { read: id });
    expect(rows).toHaveLength(board.reads[index]?.count ?? -1);
    expect(board.reads[index]?.href).toBe(`/evidence?read=${id}`);
  }
});

it('counts the next checks by when they are due, and each figure opens as many checks, page by page', async () => {
  expect(board.checks.map(({ count }) => count)).toEqual([2, 2, 2, 2]); // of each item two: whole, and of some blocks
  for (const [index, time] of checkTimes.entries()) {
    const { total, pages } = await listChecks(viewer(), time);
    const rows = [];
    for (let page = 1; page <= pages; page += 1) rows.push(...(await listChecks(viewer(), time, page)).rows);
    expect([time, rows.length, total]).toEqual([
      time,
      board.checks[index]?.count,
      board.checks[index]?.count,
    ]);
    expect(board.checks[index]?.href).toBe(`/fixity?next=${time}`);
  }
});

it('counts requests by how long they wait, and each figure opens those', async () => {
  expect(board.waiting.map(({ count }) => count)).toEqual([1, 1, 2]);
  for (const [index, { id }] of waitingAges.entries()) {
    const { rows } = await listRequests(viewer(), 'all', undefined, id);
    expect(rows).toHaveLength(board.waiting[index]?.count ?? -1);
    expect(board.waiting[index]?.href).toBe(`/requests?show=all&waiting=${id}`);
  }
});
