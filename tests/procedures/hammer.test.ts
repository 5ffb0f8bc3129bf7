import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HammerReport, hammerLedger } from '../../lib/hammer/hammer-ledger.ts';
import { HammerError, nextCheckpoint } from '../../lib/hammer/held-checkpoint.ts';
import { checkNote, isFinding } from '../../lib/ledger/check-note.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { analyst, denied } from '../support/facts.ts';
import { type Insider, insider } from '../support/insider.ts';
import { until } from '../support/worker-process.ts';

let house: AnchoredLedger;
let hand: Insider;

beforeAll(async () => {
  house = await anchoredLedger();
  hand = insider(house);
}, 120_000);
afterAll(async () => await house?.close());

const connect = async () => {
  const client = new Client({ connectionString: house.at.appUrl });
  await client.connect();
  return client;
};

function hammer(writers: number, signal: AbortSignal): Promise<HammerReport> {
  const { at, trust } = house;
  const hands = { writers, randomReaders: 3, fullReaders: 1 };
  return hammerLedger({ register: at.register, connect, trust, ...hands }, signal);
}

describe('many hands at once', () => {
  it('find every checkpoint to continue the one before, and every entry in the tree', async () => {
    house.start();
    const stopping = new AbortController();
    const report = hammer(4, stopping.signal);
    await until(
      'a few checkpoints were signed',
      async () => (await house.at.db.ledgerCheckpoint.count()) >= 3,
    );
    stopping.abort();
    const { failure, written, checkpoints, entries, readings } = await report;
    expect(failure).toBeNull();
    expect(written).toBe(await house.at.db.custodyEvent.count());
    for (const count of [checkpoints, entries, readings]) expect(count).toBeGreaterThan(0);
    await house.untilAnchored();
    await house.stop();
  });

  it('stop at the first proof that does not hold', async () => {
    const report = hammer(0, AbortSignal.timeout(60_000));
    await hand.sql('update ledger_node set hash = sha256(hash)');
    const { failure } = await report;
    expect(failure?.words).toMatch(/^Entry \d+ is not in the tree|^No proof ties/);
    expect(failure?.lastGood).not.toBeNull();
    await hand.rewrite(await hand.entries()); // the nodes as they were
  });
});

describe('a reader that holds a checkpoint', () => {
  it('refuses a history that was rewritten and signed again, and shows both notes', async () => {
    const client = await connect();
    try {
      const held = await nextCheckpoint(client, house.trust, null);
      if (held === null) throw new Error('there is no checkpoint');
      await house.at.register.record(analyst, ['access.denied'], async () => ({
        events: [denied('person-1', 'later')],
        result: null,
      }));
      const sequencer = new Client({ connectionString: house.at.sequencerUrl });
      await sequencer.connect();
      await integratePending(sequencer, house.origin);
      await sequencer.end();
      const entries = await hand.entries();
      await hand.rewrite(entries.map((one, i) => (i === 2 ? { ...one, c: new Uint8Array(32) } : one)));
      await hand.sign();
      const error = await nextCheckpoint(client, house.trust, held).catch((thrown: unknown) => thrown);
      if (!(error instanceof HammerError)) throw error;
      const { words, lastGood, firstBad } = error.failure;
      expect(words).toContain('No proof ties the checkpoint');
      expect(lastGood).toBe(held.note);
      expect(isFinding(checkNote(firstBad ?? '', house.trust))).toBe(false);
    } finally {
      await client.end();
    }
  });
});
