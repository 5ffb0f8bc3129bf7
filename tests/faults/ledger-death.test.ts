import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestAnchoredSize } from '../../lib/fsck/anchored-copy.ts';
import { checkAnchors } from '../../lib/fsck/check-anchors.ts';
import { Findings } from '../../lib/fsck/findings.ts';
import type { AnchorStore } from '../../lib/ports/anchor-store.ts';
import { anchorLog } from '../../lib/worker/anchor-log.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { newestCheckpoint } from '../../lib/worker/log-rows.ts';
import { publishCheckpoint } from '../../lib/worker/publish-checkpoint.ts';
import { type AnchorFiles, anchorFiles } from '../support/anchor-files.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { dyingClient } from '../support/dying-client.ts';
import { analyst, denied } from '../support/facts.ts';
import { fsckOf } from '../support/insider.ts';
import { withClient } from '../support/with-client.ts';

const signal = new AbortController().signal;
const never = Number.POSITIVE_INFINITY;
let house: AnchoredLedger;

beforeAll(async () => {
  house = await anchoredLedger();
}, 120_000);
afterAll(async () => await house?.close());

async function record(count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      house.at.register.record(analyst, ['access.denied'], async () => ({
        events: [denied(`person-${i % 3}`, `${i}`)],
        result: null,
      })),
    ),
  );
}

/** What the sequencer does in one round. Out: the statements it sent. */
async function sequence(statement: number, when: 'before' | 'after'): Promise<readonly string[]> {
  const { client, statements, end } = await dyingClient(house.at.sequencerUrl, { statement, when });
  try {
    while ((await integratePending(client, house.origin)).more);
    await publishCheckpoint(client, house.origin, await house.signers());
  } catch (error) {
    expect(String(error)).toContain('killed');
  } finally {
    await end();
  }
  return statements;
}

const withSequencer = <R>(work: (client: Client) => Promise<R>) => withClient(house.at.sequencerUrl, work);

/** Findings of the whole database, with no anchors and no witness to ask: there, only that nothing vouches is right. */
async function expectSoundDatabase(): Promise<void> {
  const { findings } = await fsckOf(house, { store: await anchorFiles(), witnesses: [] });
  expect(findings.filter(({ attack }) => attack !== 'unproven')).toEqual([]);
}

describe('a sequencer that is killed', () => {
  it('at any statement, before it or when it was done, leaves no gap, no second entry and no fork', async () => {
    await record(3);
    const round = await sequence(never, 'before');
    expect(round.length).toBeGreaterThan(12);
    for (let statement = 0; statement < round.length; statement += 1) {
      for (const when of ['before', 'after'] as const) {
        await record(3);
        await sequence(statement, when);
        await expectSoundDatabase();
        await sequence(never, 'before');
      }
    }
    await expectSoundDatabase();
    const events = await house.at.db.custodyEvent.count();
    expect((await house.at.db.ledgerHead.findFirstOrThrow()).size).toBe(BigInt(events));
    expect(await house.at.db.ledgerEntry.count()).toBe(events);
    expect(await house.at.db.ledgerPending.count()).toBe(0);
    expect(await house.at.db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' } })).toMatchObject({
      size: BigInt(events),
    });
  }, 300_000);
});

/** A store whose writer dies at one put: before the bytes arrive, or when they lie there. */
function dyingStore(
  files: AnchorFiles,
  fatal: number,
  when: 'before' | 'after',
): AnchorStore & { puts(): number } {
  let count = 0;
  return {
    ...files,
    puts: () => count,
    async put(path, bytes, contentType, aborted) {
      count += 1;
      if (count > fatal || (count === fatal && when === 'before')) throw new Error('killed');
      await files.put(path, bytes, contentType, aborted);
      if (count === fatal) throw new Error('killed');
    },
  };
}

/** Anchors the newest checkpoint, knowing of the anchors only what they say themselves. Out: the number of puts. */
async function anchor(
  files: AnchorFiles,
  fatal = never,
  when: 'before' | 'after' = 'before',
): Promise<number> {
  const store = dyingStore(files, fatal, when);
  await withSequencer(async (client) => {
    const newest = await newestCheckpoint(client);
    if (newest === null) throw new Error('there is no checkpoint');
    const known = await newestAnchoredSize(store, signal);
    await anchorLog(client, { store, keys: house.keys }, known, newest, signal);
  }).catch((error: unknown) => expect(String(error)).toContain('killed'));
  return store.puts();
}

async function expectSoundAnchors(files: AnchorFiles): Promise<bigint> {
  const findings = new Findings();
  const size = await newestAnchoredSize(files, signal);
  await checkAnchors({ ...house, store: files }, size, findings, () => undefined, signal);
  expect(findings.list().filter(({ attack }) => attack !== 'unproven')).toEqual([]);
  return size;
}

describe('anchoring that is killed', () => {
  it('between any two writes leaves anchors that hold, and goes on from them, also when the log grew meanwhile', async () => {
    const files = await anchorFiles();
    await record(250);
    await sequence(never, 'before');
    await anchor(files);
    for (const grows of [false, true]) {
      let puts = never;
      for (let fatal = 1; fatal <= puts; fatal += 1) {
        for (const when of ['before', 'after'] as const) {
          await record(3);
          await sequence(never, 'before');
          const before = await expectSoundAnchors(files);
          await anchor(files, fatal, when);
          expect(await expectSoundAnchors(files)).toBeGreaterThanOrEqual(before);
          if (grows) {
            await record(2);
            await sequence(never, 'before');
          }
          const needed = await anchor(files);
          if (puts === never) puts = needed + 1;
        }
      }
    }
    expect(await expectSoundAnchors(files)).toBe(BigInt(await house.at.db.custodyEvent.count()));
  }, 300_000);
});
