import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prismaCallBudget } from '../../lib/adapters/prisma/call-budget.ts';
import { connectDatabase, type Database } from '../../lib/adapters/prisma/client.ts';
import { type CallBudget, countedInterfaces } from '../../lib/ports/call-budget.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { forgetCalls } from '../support/forget-calls.ts';

type Windows = NonNullable<Parameters<typeof prismaCallBudget>[1]>;

let at: TestDatabase;
let elsewhere: Database;
beforeAll(async () => {
  at = await freshDatabase();
  elsewhere = connectDatabase(at.appUrl); // another worker's connections
});
afterAll(async () => {
  await elsewhere?.$disconnect();
  await at?.close();
});

const everywhere = (...windows: { readonly most: number; readonly seconds: number }[]) =>
  Object.fromEntries(countedInterfaces.map((api) => [api, windows])) as unknown as Windows;

describe('the calls that Microsoft allows', () => {
  it('are never more in any window, however many workers of however many processes ask', async () => {
    const windows = [
      { most: 5, seconds: 0.15 },
      { most: 12, seconds: 0.6 },
    ];
    const remembering = { most: 10_000, seconds: 0 }; // so that no call is forgotten
    const budgets = [at.db, elsewhere].map((db) => prismaCallBudget(db, everywhere(...windows, remembering)));
    let wanted = 30;
    const worker = async (budget: CallBudget) => {
      while (wanted > 0) {
        const { waitMs } = await budget.take('crowd', 'machines');
        if (waitMs === 0) wanted -= 1;
        else await sleep(Math.min(waitMs, 40)); // some come back too early
      }
    };
    await Promise.all(Array.from({ length: 5 }, () => budgets.map(worker)).flat());
    const calls = await at.asAdmin<{ at: number }>(
      `select extract(epoch from at)::float8 as at from defender_call where application = 'crowd' order by n`,
    );
    const times = calls.map((call) => call.at);
    expect(times.length).toBe(30 - wanted); // each place is one worker’s
    for (const { most, seconds } of windows)
      for (const [index, time] of times.entries())
        expect((times[index + most] ?? Number.POSITIVE_INFINITY) - time).toBeGreaterThan(seconds - 0.000_01);
  });

  it('are told apart by application and by interface, and the wait that is said is long enough', async () => {
    const budget = prismaCallBudget(at.db, everywhere({ most: 1, seconds: 60 }));
    const first = await Promise.all([
      budget.take('one', 'machines'),
      budget.take('two', 'machines'),
      budget.take('one', 'hunting'),
    ]);
    expect(first).toEqual([{ waitMs: 0 }, { waitMs: 0 }, { waitMs: 0 }]);
    const { waitMs } = await budget.take('one', 'machines');
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    // So much time passes, and no more.
    await at.asAdmin(`update defender_call set at = at - $1 * interval '1 ms' where application = 'one'`, [
      waitMs,
    ]);
    expect(await budget.take('one', 'machines')).toEqual({ waitMs: 0 });
  });

  it('follow Microsoft’s own limits: two packages a minute, ten live responses, a hundred of the rest', async () => {
    const budget = prismaCallBudget(at.db);
    const spent = async (api: (typeof countedInterfaces)[number]) => {
      for (let count = 0; ; count += 1) {
        const { waitMs } = await budget.take('limits', api);
        if (waitMs > 0) return { count, waitMs };
      }
    };
    expect((await spent('package-link')).count).toBe(2);
    expect((await spent('run-live-response')).count).toBe(10);
    expect((await spent('hunting')).count).toBe(45);
    const { count, waitMs } = await spent('machine-actions');
    expect(count).toBe(100);
    expect(waitMs).toBeGreaterThan(50_000);
    // An hour’s worth in fifty minutes: no minute is full, and the hour ends it.
    await at.asAdmin(`insert into defender_budget values ('hour', 'machine-actions', 1500)`);
    await at.asAdmin(`insert into defender_call
      select 'hour', 'machine-actions', n, clock_timestamp() - interval '50 minutes' + n * interval '2 seconds'
      from generate_series(1, 1500) n`);
    const hour = await budget.take('hour', 'machine-actions');
    expect(hour.waitMs).toBeGreaterThan(9 * 60_000);
  });

  it('stand still until Microsoft’s pause is over; a shorter pause does not end a longer one', async () => {
    const budget = prismaCallBudget(at.db);
    await budget.pause('paused', 'library', 200);
    await budget.pause('paused', 'library', 1);
    const { waitMs } = await budget.take('paused', 'library');
    expect(waitMs).toBeGreaterThan(100_000);
    expect(await budget.take('paused', 'files')).toEqual({ waitMs: 0 });
    expect(await budget.pausedUntil()).toEqual([
      { application: 'paused', api: 'library', until: expect.any(Date) },
    ]);
    await forgetCalls(at);
    expect(await budget.pausedUntil()).toEqual([]);
    expect(await budget.take('paused', 'library')).toEqual({ waitMs: 0 });
  });

  it('are counted by the database alone: the product’s own role cannot take one back', async () => {
    for (const statement of [
      'delete from defender_call',
      'update defender_budget set taken = 0',
      `insert into defender_budget (application, api) values ('x', 'y')`,
    ])
      await expect(at.as('app', statement)).rejects.toMatchObject({ code: '42501' });
    await expect(at.as('sequencer', `select pause_defender_calls('x', 'y', 1)`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});
