import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { checkpointFilePath } from '../../lib/ledger/anchor-path.ts';
import { checkNote, isFinding } from '../../lib/ledger/check-note.ts';
import { decodeBundle } from '../../lib/ledger/entry-bundle.ts';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { decodeBodies, openBody } from '../../lib/ledger/sealed-body.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { recordDenials } from '../support/record-denials.ts';
import { startWitness, type WitnessHouse, witnessFolder } from '../support/witness-house.ts';
import { until } from '../support/worker-process.ts';

const signal = new AbortController().signal;
let house: AnchoredLedger;

beforeAll(async () => {
  house = await anchoredLedger();
  house.start();
}, 120_000);
afterAll(async () => {
  await house.close();
});

const record = (count: number) => recordDenials(house, count);

const text = async (path: string) =>
  Buffer.from((await house.store.get(path, signal)) ?? []).toString('utf8');

describe('what is recorded', () => {
  it('reaches the store, the witness and both time-stamp authorities', async () => {
    await record(5);
    const size = await house.untilAnchored();
    expect(size).toBe(5n);
    const note = await text(checkpointFilePath(size, { kind: 'note' }));
    const lines = await text(checkpointFilePath(size, { kind: 'cosignature', by: 'w1' }));
    const judged = checkNote(note + lines, house.trust);
    if (isFinding(judged)) throw new Error(judged.words);
    expect(judged).toMatchObject({ quorum: true, checkpoint: { size } });
    for (const by of ['embedded-ec', 'embedded-rsa']) {
      expect(
        await house.store.get(checkpointFilePath(size, { kind: 'timestamp', by }), signal),
      ).not.toBeNull();
    }
  }, 60_000);

  it('can be read again from the anchors and the data keys alone, and from no anchor without its key', async () => {
    const entries = decodeBundle(
      (await house.store.get('tile/entries/000.p/5', signal)) ?? new Uint8Array(),
      5,
    );
    const bodies = decodeBodies((await house.store.get('bodies/000.p/5', signal)) ?? new Uint8Array(), 5);
    for (const [i, bytes] of entries.entries()) {
      const sealed = bodies[i];
      if (sealed === null || sealed === undefined) throw new Error('a body is missing');
      const entry = decodeEntry(bytes);
      const key = await house.keys.find(`bodies/${entry.id}`, signal);
      if (key === null) throw new Error('a data key is missing');
      const { salt, body } = openBody(key, leafHash(bytes), sealed);
      expect(Buffer.from(commitBody(salt, body))).toEqual(Buffer.from(entry.c));
      expect(JSON.parse(Buffer.from(body).toString('utf8'))).toMatchObject({ type: 'access.denied' });
      expect(Buffer.from(sealed).includes('access.denied')).toBe(false);
    }
  });

  it('goes on from where it was after a restart, without a second answer for one size', async () => {
    await house.stop();
    await record(3);
    house.start();
    expect(await house.untilAnchored()).toBe(8n);
    await house.stop();
    house.start();
    await record(1);
    expect(await house.untilAnchored()).toBe(9n);
    expect(house.complaints).toEqual([]);
  }, 60_000);
});

describe('a ledger that was set back', () => {
  it('is frozen at the next start, and the place is named', async () => {
    await house.stop();
    const { at } = house;
    for (const table of ['ledger_entry', 'ledger_head']) {
      await at.asAdmin(`alter table ${table} disable trigger all`);
    }
    await at.asAdmin('create table kept as select * from ledger_entry where idx >= 6');
    await at.asAdmin('create table kept_head as select * from ledger_head');
    await at.asAdmin('delete from ledger_entry where idx >= 6');
    await at.asAdmin(
      'update ledger_head set size = 6, frontier = substring(frontier for 32) || (select hash from ledger_node where level = 1 and n = 2)',
    );
    house.start();
    await until('the ledger is frozen', async () => (await at.db.ledgerFreeze.count()) === 1);
    const frozen = await at.db.ledgerFreeze.findFirstOrThrow();
    expect(frozen).toMatchObject({ attack: 'truncated', firstIndex: 6n, anchoredSize: 9n });
    const size = (await at.db.ledgerHead.findFirstOrThrow()).size;
    await record(1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await at.db.ledgerHead.findFirstOrThrow()).size).toBe(size);
  }, 60_000);

  it('is the same ledger again once the missing entries are back', async () => {
    const { at } = house;
    await house.stop();
    await at.asAdmin('insert into ledger_entry select * from kept');
    await at.asAdmin(
      'update ledger_head set size = kept_head.size, frontier = kept_head.frontier from kept_head',
    );
    house.start();
    await until('the ledger is no longer frozen', async () => (await at.db.ledgerFreeze.count()) === 0);
    expect(await house.untilAnchored()).toBe(12n); // with the freeze and its end
    const facts = await at.db.custodyEvent.findMany({
      where: { type: { in: ['ledger.frozen', 'ledger.thawed'] } },
      orderBy: { n: 'asc' },
    });
    expect(facts.map(({ body }) => readRecordedEvent(body))).toMatchObject([
      {
        type: 'ledger.frozen',
        detail: {
          attack: 'truncated',
          firstIndex: '6',
          databaseSize: '6',
          anchoredSize: '9',
          foundBy: 'checkpoint-guard',
        },
      },
      {
        type: 'ledger.thawed',
        detail: { means: 'agrees-again', found: { firstIndex: '6' }, databaseSize: '9', anchoredSize: '9' },
      },
    ]);
    expect(new Set(facts.map(({ stream }) => stream)).size).toBe(1);
  }, 60_000);
});

describe('a witness whose memory somebody set back', () => {
  const state = () => house.at.db.ledgerAnchorState.findFirstOrThrow({ where: { kind: 'witness' } });
  const older = witnessFolder();
  let running: WitnessHouse;
  const runFrom = async (folder: string) => {
    const vkeys = house.trust.logs.map(encodeVerifierKey);
    running = await startWitness({ folder, vkeys, port: Number(new URL(house.witness.url).port) });
  };
  afterAll(async () => {
    await running?.close();
    older.remove();
  });

  it('is an alarm until it has its memory again, and is given nothing to sign meanwhile', async () => {
    cpSync(house.witnessFolder, older.folder, { recursive: true, filter: (path) => !path.endsWith('lock') });
    await record(1);
    expect(await house.untilAnchored()).toBe(13n);
    await house.stop();
    await house.witness.close();
    await runFrom(older.folder);
    await record(2);
    house.start();
    await until('the witness is an alarm', async () => (await state()).alarm);
    expect((await state()).problem).toContain('lost its memory');
    expect((await running.witness.latest(house.origin)).size).toBe(12n);
    await running.close();
    await runFrom(house.witnessFolder);
    expect(await house.untilAnchored()).toBe(15n);
    expect(await state()).toMatchObject({ alarm: false, problem: null, failingSince: null });
  });
});

describe('anchors that cannot be believed', () => {
  it('are an alarm, and nothing is signed over them', async () => {
    const { at, store } = house;
    await house.stop();
    const path = checkpointFilePath(900n, { kind: 'note' });
    await store.put(path, Buffer.from('not a note'), 'text/plain', signal);
    const signed = await at.db.ledgerCheckpoint.count();
    house.start();
    await record(1);
    await until('the store is an alarm', async () => {
      const state = await at.db.ledgerAnchorState.findFirst({ where: { kind: 'store' } });
      return state?.alarm === true && state.problem === 'The note has no signature block.';
    });
    expect(await at.db.ledgerCheckpoint.count()).toBe(signed);
  }, 60_000);
});
