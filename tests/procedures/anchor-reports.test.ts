import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../lib/custody/role.ts';
import { reportAnchors } from '../../lib/procedures/ledger/report-anchors.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';

let at: TestDatabase;
const now = new Date('2026-11-22T08:00:00Z');

beforeAll(async () => {
  at = await freshDatabase();
  for (const role of ['analyst', 'lead', 'auditor', 'controller'] as const) await signIn(role);
});
afterAll(async () => await at?.close());
beforeEach(async () => {
  await at.asAdmin('delete from ledger_anchor_state; delete from notification; delete from ledger_freeze');
});

async function signIn(role: Role): Promise<void> {
  const actor = { ...analyst, objectId: role, roles: [role], sessionId: Buffer.from(role).toString('hex') };
  await at.register.record(actor, ['access.signed-in'], async (desk) => {
    await desk.openSession({ actor, absoluteExpiresAt: new Date(Date.now() + 60_000) });
    const stream = { kind: 'person', id: role } as const;
    const rest = { subjects: [], reason: null, authority: null, detail: { method: 'pwd' } };
    return { result: undefined, events: [{ type: 'access.signed-in', stream, ...rest }] };
  });
}

const failing = (since: string | null, alarm = false) =>
  at.as(
    'sequencer',
    `insert into ledger_anchor_state (kind, name, place, tried_at, failing_since, problem, alarm)
     values ('witness', 'w1', 'https://witness.example', now(), $1, 'It did not answer.', $2)
     on conflict (kind, name) do update set failing_since = excluded.failing_since, alarm = excluded.alarm`,
    [since, alarm],
  );
const report = () => reportAnchors(at.register, now);
const told = async () =>
  (await at.db.notification.findMany({ orderBy: { objectId: 'asc' } })).map((one) => one.objectId);
const events = () => at.db.custodyEvent.count({ where: { type: { startsWith: 'ledger.anchor-' } } });

describe('an anchor that fails', () => {
  it('is reported after five minutes, once, to those who watch, and not before', async () => {
    await failing('2026-11-22T07:55:01Z');
    expect(await report()).toEqual({ failed: 0, mended: 0 });
    await failing('2026-11-22T07:55:00Z');
    const before = await events();
    expect(await Promise.all([report(), report()])).toContainEqual({ failed: 1, mended: 0 });
    expect(await report()).toEqual({ failed: 0, mended: 0 });
    expect(await events()).toBe(before + 1);
    expect(await told()).toEqual(['auditor', 'controller', 'lead']);
  });

  it('takes its notification along when it answers again, and may fail once more', async () => {
    await failing('2026-11-22T07:00:00Z');
    await report();
    await failing(null);
    expect(await report()).toEqual({ failed: 0, mended: 1 });
    expect(await told()).toEqual([]);
    expect(await report()).toEqual({ failed: 0, mended: 0 });
    await failing('2026-11-22T07:30:00Z');
    expect(await report()).toEqual({ failed: 1, mended: 0 });
  });

  it('that contradicts waits for nothing', async () => {
    await failing('2026-11-22T07:59:59Z', true);
    expect(await report()).toEqual({ failed: 1, mended: 0 });
    expect(await at.db.notification.findFirst()).toMatchObject({
      level: 'error',
      href: '/ledger/checkpoints',
    });
  });

  it('is not reported while the ledger is frozen', async () => {
    await failing('2026-11-22T07:00:00Z');
    await at.as(
      'app',
      `insert into ledger_freeze (id, since, checked_at, attack, words, anchored_size)
       values (1, now(), now(), 'edited', '', 0)`,
    );
    expect(await report()).toEqual({ failed: 0, mended: 0 });
  });
});
