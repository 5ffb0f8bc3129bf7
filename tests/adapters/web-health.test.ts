import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectDatabase, type Database } from '../../lib/adapters/prisma/client.ts';
import type { EvidenceLocker } from '../../lib/ports/evidence-locker.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type SeverableWay, severableWay } from '../support/severable-database.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
let way: SeverableWay;
let db: Database;

beforeAll(async () => {
  database = await freshDatabase();
  way = await severableWay(database.appUrl);
  db = connectDatabase(way.through(database.appUrl));
});
afterAll(async () => {
  await db.$disconnect();
  await way.close();
  await database.close();
});
beforeEach(() => {
  vi.resetModules(); // what the page remembers of the locker is for a whole process
  way.mend();
});

describe('the health page', () => {
  it('is well when database, worker and locker answer', async () => {
    await beat(new Date());
    expect(await ask(async () => undefined)).toMatchObject({
      status: 'up',
      database: 'up',
      worker: 'up',
      locker: 'up',
    });
  });

  it('says that a worker is down which was not heard for a minute', async () => {
    await beat(new Date(Date.now() - 61_000));
    expect(await ask(async () => undefined)).toMatchObject({ status: 'down', worker: 'down' });
  });

  it('says of the worker that it is unknown while the database is away, and names every part', async () => {
    way.cut();
    expect(await ask(async () => undefined)).toEqual({
      status: 'down',
      version: expect.any(String),
      database: 'down',
      worker: 'unknown',
      locker: 'up',
      ledger: { size: null, checkpointAgeSeconds: null, frozen: null, anchors: null, patrol: null },
      evidence: null,
      posture: null,
      alarms: null,
    });
  });

  it('says that the ledger is frozen and counts the anchors, and stays up', async () => {
    await beat(new Date());
    const state = (name: string, failing: boolean, alarm: boolean) =>
      database.as(
        'sequencer',
        `insert into ledger_anchor_state (kind, name, place, tried_at, failing_since, alarm)
         values ('witness', $1, '', now(), case when $2 then now() end, $3)`,
        [name, failing, alarm],
      );
    await state('sound', false, false);
    await state('away', true, false);
    await state('other', true, true);
    await database.as(
      'sequencer',
      `insert into ledger_patrol (id, began_at, round_size, "left", completed_at, completed_size)
       values (1, now(), 9, 2, '2026-11-22T08:00:00Z', 8)`,
    );
    await database.as(
      'app',
      `insert into ledger_freeze (id, since, checked_at, attack, words, anchored_size, anchored_note)
       values (1, now(), now(), 'edited', '', 1, '')`,
    );
    expect(await ask(async () => undefined)).toMatchObject({
      status: 'up',
      ledger: {
        frozen: true,
        anchors: { up: 1, failing: 1, contradicting: 1 },
        patrol: { completedAt: '2026-11-22T08:00:00.000Z', read: 7, of: 9 },
      },
    });
  });

  it('says of a locker that refuses that it is down, and of a silent one that it is unknown', async () => {
    await beat(new Date());
    const refused = await ask(() => Promise.reject(new Error('AuthorizationFailure')));
    expect(refused).toMatchObject({ status: 'down', database: 'up', locker: 'down' });
    vi.resetModules();
    expect(await ask(() => new Promise(() => {}))).toMatchObject({ status: 'down', locker: 'unknown' });
  });

  it('asks the locker once for many pages', async () => {
    const posture = vi.fn(async () => undefined);
    const { health } = await import('../../lib/web/health.ts');
    const open = async () => ({ db, locker: { posture } as unknown as EvidenceLocker });
    await Promise.all([1, 2, 3].map(() => health(open, logger)));
    await health(open, logger);
    expect(posture).toHaveBeenCalledTimes(1);
  });

  it('answers also when the portal never reached its database', async () => {
    const { health } = await import('../../lib/web/health.ts');
    for (const open of [() => Promise.reject(new Error('refused')), () => new Promise<never>(() => {})])
      expect(await health(open, logger)).toMatchObject({
        status: 'down',
        database: 'down',
        worker: 'unknown',
        locker: 'unknown',
      });
  });
});

async function ask(posture: () => Promise<unknown>) {
  const { health } = await import('../../lib/web/health.ts');
  return await health(async () => ({ db, locker: { posture } as unknown as EvidenceLocker }), logger);
}

async function beat(lastSeenAt: Date): Promise<void> {
  const row = { address: '127.0.0.1', version: '1.0.0', startedAt: lastSeenAt, lastSeenAt };
  await database.db.workerHeartbeat.upsert({
    where: { workerId: 'w' },
    create: { workerId: 'w', ...row },
    update: row,
  });
}
