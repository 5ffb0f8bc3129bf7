import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureTimeSource } from '../../lib/adapters/azure/date-header.ts';
import { prismaCustodyRegister } from '../../lib/adapters/prisma/custody-register.ts';
import { databaseClockOffset } from '../../lib/adapters/prisma/database-clock.ts';
import type { ClockState } from '../../lib/custody/clock-state.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { measureClock, watchClock } from '../../lib/runtime/clock-watch.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';

let at: TestDatabase;
let cloud: TestCloud;
const warnings: string[] = [];
const host = async () => 'unknown' as const;
const signal = () => AbortSignal.timeout(30_000);
const measuring = (armEndpoint = cloud.endpoints.arm) => ({
  source: azureTimeSource({ armEndpoint, subscriptionId: cloud.endpoints.socSubscriptionId }),
  database: () => databaseClockOffset(at.db),
  host,
  logger: { warn: (_: object, message: string) => void warnings.push(message) },
});

beforeAll(async () => {
  [at, cloud] = await Promise.all([freshDatabase(), startTestCloud()]);
});
afterAll(async () => {
  await cloud?.dispose();
  await at?.close();
});

async function recordedWith(clock: () => ClockState): Promise<ClockState> {
  const register = prismaCustodyRegister({
    db: at.db,
    jobs: at.jobs,
    tool: { version: '1.0.0', commit: 'test' },
    clock,
  });
  await register.record(analyst, ['access.denied'], async () => ({
    events: [denied('p', 'x')],
    result: null,
  }));
  const newest = await at.db.custodyEvent.findFirstOrThrow({ orderBy: { n: 'desc' } });
  return readRecordedEvent(newest.body).clock;
}

describe('the clock that stamps events', () => {
  it('is measured against Azure, whichever way the two differ, and every event says so', async () => {
    for (const skewSeconds of [0, 90, -3_600]) {
      await cloud.admin('PUT', '/clock', { skewSeconds });
      const state = await measureClock(measuring(), signal());
      const offset = state.offsetMs ?? Number.NaN;
      expect(Math.abs(offset + skewSeconds * 1_000)).toBeLessThanOrEqual((state.uncertaintyMs ?? 0) + 1);
      expect(await recordedWith(() => state)).toEqual({
        source: 'postgresql',
        offsetMs: state.offsetMs,
        uncertaintyMs: state.uncertaintyMs,
        reference: 'localhost',
        measuredAt: state.measuredAt,
        hostSynchronisation: 'unknown',
      });
    }
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('is unknown in so many words while Azure has not answered, and the failure is reported', async () => {
    const watch = watchClock(measuring('https://127.0.0.1:9'));
    while (warnings.length === 0) await wait(20);
    const clock = await recordedWith(watch.state);
    watch.stop();
    expect(clock).toEqual({
      source: 'postgresql',
      offsetMs: null,
      uncertaintyMs: null,
      reference: null,
      measuredAt: null,
      hostSynchronisation: 'unknown',
    });
  });

  it('is known soon after a process began to watch it', async () => {
    const watch = watchClock(measuring());
    while (watch.state().offsetMs === null) await wait(50);
    watch.stop();
    expect(watch.state().reference).toBe('localhost');
  });
});
