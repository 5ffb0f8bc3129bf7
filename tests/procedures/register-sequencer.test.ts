import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leafHash, treeHeadOf } from '../../lib/hashing/merkle-hash.ts';
import { openCheckpoint } from '../../lib/ledger/checkpoint.ts';
import { parseVerifierKey } from '../../lib/ledger/verifier-key.ts';
import type { CheckpointSigner } from '../../lib/ports/checkpoint-signer.ts';
import { type Elected, startElected } from '../../lib/worker/elected.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { publishCheckpoint } from '../../lib/worker/publish-checkpoint.ts';
import { startSequencer } from '../../lib/worker/sequencer.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';
import { newSigner } from '../support/log-signer.ts';
import { withClient } from '../support/with-client.ts';

const origin = 'holdfast.example/test/1';
const errors: string[] = [];

let at: TestDatabase;
let signer: CheckpointSigner;
beforeAll(async () => {
  at = await freshDatabase();
  signer = newSigner(origin);
});
afterAll(async () => {
  await at?.close();
});

/** No anchors here: what guards the signatures has its own tests. */
const unguarded = {
  check: async () => 'consistent' as const,
  report: async () => 'frozen' as const,
  forget: () => undefined,
};

const start = () =>
  startSequencer({
    url: at.sequencerUrl,
    origin,
    signers: async () => [signer],
    guard: unguarded,
    patrol: { rowsPerSecond: 10_000, restMs: 1_000 },
    logger: {
      error: (facts, message) => errors.push(`${message}: ${JSON.stringify(facts, ['err', 'message'])}`),
    },
  });

const record = (people: number, each: number) =>
  Promise.all(
    Array.from({ length: people * each }, (_, i) =>
      at.register.record(analyst, ['access.denied'], async () => ({
        events: [denied(`person-${i % people}`, `${i}`)],
        result: null,
      })),
    ),
  );

async function waitForCheckpointOfEverything(): Promise<{ readonly size: bigint; readonly note: string }> {
  for (let i = 0; i < 400; i += 1) {
    const newest = await at.db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' } });
    if (newest !== null && newest.size === BigInt(await at.db.custodyEvent.count())) return newest;
    await wait(50);
  }
  throw new Error(`no checkpoint covers every event: ${errors.join('; ')}`);
}

/** Checks the whole log against what the plain definition of RFC 6962 says of its entries. */
async function expectSoundLog(): Promise<void> {
  const entries = await at.db.ledgerEntry.findMany({ orderBy: { idx: 'asc' } });
  expect(entries.map((entry) => entry.idx)).toEqual(entries.map((_, i) => BigInt(i)));
  for (const entry of entries) expect(Buffer.from(entry.leaf)).toEqual(Buffer.from(leafHash(entry.entry)));
  const next = new Map<string, bigint>();
  for (const entry of entries) {
    expect(entry.n).toBe(next.get(entry.stream) ?? 0n);
    next.set(entry.stream, entry.n + 1n);
  }
  for (const checkpoint of await at.db.ledgerCheckpoint.findMany()) {
    const opened = openCheckpoint(checkpoint.note, [parseVerifierKey(signer.verifierKey)]);
    const root = treeHeadOf(entries.slice(0, Number(checkpoint.size)).map((entry) => entry.entry));
    expect(opened).toMatchObject({ origin, size: checkpoint.size });
    expect(Buffer.from(opened.root)).toEqual(Buffer.from(root));
    expect(Buffer.from(checkpoint.root)).toEqual(Buffer.from(root));
  }
}

describe('the sequencer', () => {
  it('integrates every event of every stream and signs a checkpoint over them', async () => {
    const sequencer = start();
    await record(5, 20);
    const newest = await waitForCheckpointOfEverything();
    await sequencer.stop();
    expect(newest.size).toBe(100n);
    expect(await at.db.ledgerPending.count()).toBe(0);
    await expectSoundLog();
  });

  it('leaves one log when two run, and the second takes over when the first is gone', async () => {
    const [first, second] = [start(), start()];
    await record(3, 20);
    await waitForCheckpointOfEverything();
    await first.stop();
    await record(3, 5);
    await waitForCheckpointOfEverything();
    await second.stop();
    await expectSoundLog();
  });

  it('loses and doubles nothing when its connection is cut again and again', async () => {
    const sequencer = start();
    for (let i = 0; i < 5; i += 1) {
      await record(4, 10);
      await at.asAdmin(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holdfast-sequencer'",
      );
    }
    await waitForCheckpointOfEverything();
    await sequencer.stop();
    await expectSoundLog();
  });

  it('leaves nothing of a batch that dies before its commit', async () => {
    await record(1, 10);
    const before = await at.db.ledgerEntry.count();
    const client = new Client({ connectionString: at.sequencerUrl });
    client.on('error', () => undefined);
    await client.connect();
    const query = client.query.bind(client);
    // Dies at the last statement of the transaction.
    client.query = ((text: string, values?: unknown[]) =>
      text.startsWith('delete')
        ? Promise.reject(new Error('killed'))
        : query(text, values)) as typeof client.query;
    await expect(integratePending(client, origin)).rejects.toThrow('killed');
    await client.end();
    expect(await at.db.ledgerEntry.count()).toBe(before);
    expect(await at.db.ledgerPending.count()).toBe(10);
    await expectSoundLog();
  });

  it('waits with an entry whose predecessor has not arrived', async () => {
    await withClient(at.sequencerUrl, async (client) => {
      await integratePending(client, origin);
      const size = await at.db.ledgerEntry.count();
      await at.asAdmin(
        "insert into ledger_pending values (gen_random_uuid(), 'orphan', 3, 'x', sha256('x'))",
      );
      await integratePending(client, origin);
      expect(await at.db.ledgerEntry.count()).toBe(size);
      await at.asAdmin("delete from ledger_pending where stream = 'orphan'");
    });
  });

  it('signs one checkpoint per size, however often it is asked', async () => {
    await withClient(at.sequencerUrl, async (client) => {
      await publishCheckpoint(client, origin, [signer]);
      const notes = await at.db.ledgerCheckpoint.findMany();
      await publishCheckpoint(client, origin, [signer]);
      expect(await at.db.ledgerCheckpoint.findMany()).toEqual(notes);
    });
  });

  it('refuses a database that holds the log of another origin', async () => {
    await record(1, 1);
    await withClient(at.sequencerUrl, async (client) => {
      await expect(integratePending(client, 'elsewhere.example/1')).rejects.toThrow(
        `holds the log ${origin}`,
      );
      await integratePending(client, origin);
    });
    await expectSoundLog();
  });
});

describe('of several workers', () => {
  it('the one that signs anchors as well, and both go over to the next one together', async () => {
    const elected = (electionKey: bigint, onlyWith?: Elected) =>
      startElected({
        url: at.sequencerUrl,
        name: 'test',
        electionKey,
        ...(onlyWith === undefined ? {} : { onlyWith }),
        work: async (_, signal) => {
          while (!signal.aborted && onlyWith?.isElected() !== false) await wait(20);
        },
        failed: (error) => errors.push(String(error)),
      });
    const first = elected(1n);
    await vi.waitUntil(() => first.isElected(), 10_000);
    const second = elected(1n);
    const besideSecond = elected(2n, second);
    const besideFirst = elected(2n, first);
    await vi.waitUntil(() => besideFirst.isElected(), 10_000);
    expect(besideSecond.isElected()).toBe(false);
    await first.stop();
    await vi.waitUntil(() => besideSecond.isElected(), 20_000);
    expect([besideFirst.isElected(), second.isElected()]).toEqual([false, true]);
    await Promise.all([second.stop(), besideFirst.stop(), besideSecond.stop()]);
  }, 60_000);
});
