import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import type { DataKeys } from '../../lib/ports/data-keys.ts';
import { intoDatabase, type PutBack } from '../../lib/recover/into-database.ts';
import { intoFolder } from '../../lib/recover/into-folder.ts';
import { type RecoveryReport, type RecoverySink, recoverLedger } from '../../lib/recover/recover-ledger.ts';
import { anchorFiles } from '../support/anchor-files.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { fsckOf, type Insider, insider } from '../support/insider.ts';
import { recordDenials } from '../support/record-denials.ts';
import { until } from '../support/worker-process.ts';

const signal = new AbortController().signal;
let house: AnchoredLedger;
let hand: Insider;

beforeAll(async () => {
  house = await anchoredLedger();
  hand = insider(house);
  house.start();
  await record(6);
  expect(await house.untilAnchored()).toBe(6n);
  await house.stop();
  await hand.dump('older');
  house.start();
  await record(4);
  expect(await house.untilAnchored()).toBe(10n);
  await house.stop();
  await hand.dump('whole');
}, 180_000);
afterAll(async () => await house?.close());

const record = (count: number) => recordDenials(house, count);

const recovered = (sink: RecoverySink, changed: object = {}): Promise<RecoveryReport> =>
  recoverLedger({ ...house, ...changed }, sink, () => undefined, signal);

/** Into the database of `at`, as the product's own two roles. */
async function putBack(
  at: TestDatabase,
): Promise<{ readonly put: PutBack; readonly report: RecoveryReport }> {
  const app = new Client({ connectionString: at.appUrl });
  const sequencer = new Client({ connectionString: at.sequencerUrl });
  await Promise.all([app.connect(), sequencer.connect()]);
  try {
    const sink = await intoDatabase({ app, sequencer, origin: house.origin });
    try {
      return { report: await recovered(sink), put: sink.put };
    } finally {
      await sink.rollback();
    }
  } finally {
    await Promise.all([app.end(), sequencer.end()]);
  }
}

async function intoNewFolder(changed: object = {}) {
  const home = mkdtempSync(join(tmpdir(), 'recover-'));
  const folder = join(home, 'out');
  const sink = await intoFolder(folder);
  try {
    const report = await recovered(sink, changed);
    const lines = readFileSync(join(folder, 'entries.jsonl'), 'utf8').trim().split('\n');
    const note = readFileSync(join(folder, 'checkpoints/00000000000000000010'), 'utf8');
    return { report, note, events: lines.map((line) => JSON.parse(line) as Record<string, string>) };
  } finally {
    await sink.close();
    rmSync(home, { recursive: true });
  }
}

describe('the anchors alone', () => {
  it('give every entry and every event again, each with what proves it', async () => {
    const { report, note, events } = await intoNewFolder();
    expect(report).toMatchObject({ findings: [], entries: 10n, readable: 10n, unreadable: [], todo: [] });
    expect(note).toBe(report.newestNote);
    expect(events.map(({ index }) => index)).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`));
    for (const { entry, salt, body } of events) {
      const { c, k } = decodeEntry(Buffer.from(entry ?? ''));
      expect(Buffer.from(commitBody(Buffer.from(salt ?? '', 'base64'), Buffer.from(body ?? '')))).toEqual(
        Buffer.from(c),
      );
      expect(JSON.parse(body ?? '')).toMatchObject({ type: k });
    }
  });

  it('say which events cannot be read because their key was destroyed, and give their entries', async () => {
    const [, , entry] = await hand.entries();
    const keys: DataKeys = {
      ensure: house.keys.ensure,
      find: async (name) => (name === `bodies/${entry?.id}` ? null : await house.keys.find(name, signal)),
    };
    const { report, events } = await intoNewFolder({ keys });
    expect(report.unreadable).toEqual([
      { index: 2n, id: entry?.id, why: `Its data key bodies/${entry?.id} was destroyed.` },
    ]);
    expect(report).toMatchObject({ entries: 10n, readable: 9n });
    expect(events[2]?.unreadable).toContain('destroyed');
  });

  it('give back no further than a signed checkpoint vouches for, and say what is gone', async () => {
    const store = await anchorFiles(house.store);
    store.files.delete('tile/entries/000.p/10');
    const home = mkdtempSync(join(tmpdir(), 'recover-'));
    const sink = await intoFolder(join(home, 'out'));
    const report = await recovered(sink, { store });
    await sink.close();
    rmSync(home, { recursive: true });
    expect(report.entries).toBe(0n);
    expect(report.findings[0]?.attack).toBe('anchor-removed');
    expect(report.todo[0]).toContain('Entries 0 to 9 were signed for and are not in the anchors.');
  });
});

describe('a database', () => {
  it('that is empty gets everything, and then holds against its anchors', async () => {
    const empty = await freshDatabase();
    try {
      expect(await putBack(empty)).toMatchObject({ put: { entries: 10, events: 10 } });
      const report = await fsckOf({ ...house, at: empty });
      expect(report.findings).toEqual([]);
      expect(report.entries).toBe(10n);
      expect(await putBack(empty)).toMatchObject({ put: { entries: 0, events: 0 } });
    } finally {
      await empty.close();
    }
  });

  it('that lost its newest entries is frozen, gets them back, and goes on', async () => {
    await hand.restore('older');
    house.start();
    await until('the ledger is frozen', async () => (await house.at.db.ledgerFreeze.count()) === 1);
    expect(await putBack(house.at)).toMatchObject({ put: { entries: 4, events: 4 } });
    await until('the ledger is no longer frozen', async () => (await house.at.db.ledgerFreeze.count()) === 0);
    await record(2);
    expect(await house.untilAnchored()).toBe(14n); // with the freeze and its end
    await house.stop();
    expect((await fsckOf(house)).findings).toEqual([]);
  });

  it('that was set back to where its newest events still waited gets their entries, and nothing twice', async () => {
    await record(2);
    await hand.dump('waiting');
    house.start();
    expect(await house.untilAnchored()).toBe(16n);
    await house.stop();
    await hand.restore('waiting');
    expect(await house.at.db.ledgerPending.count()).toBe(2);
    expect(await putBack(house.at)).toMatchObject({ put: { entries: 2, events: 0 } });
    expect(await house.at.db.ledgerPending.count()).toBe(0);
    expect((await fsckOf(house)).findings).toEqual([]);
  });

  it('that has another entry in its place is left as it is, and the place is named', async () => {
    const entries = await hand.entries();
    const [first] = entries;
    if (first === undefined) throw new Error('there are no entries');
    await hand.rewrite(entries.map((one, i) => (i === 5 ? { ...one, c: new Uint8Array(32) } : one)));
    const refusal = await putBack(house.at).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CustodyError);
    expect(String(refusal)).toContain('From entry 5 on, this database has another history than the anchors.');
  });

  it('in which an event was changed is left as it is, and the event is named', async () => {
    await hand.restore('older');
    await hand.sql(
      `update custody_event set body = body || ' ' where id = (select event_id from ledger_entry where idx = 0)`,
    );
    const refusal = await putBack(house.at).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/The event \S+ of entry 0 says something else here than in the anchors/);
    expect((await house.at.asAdmin<{ size: string }>('select size from ledger_head'))[0]?.size).toBe('6');
  });

  it('that was set back and went on is left as it is: what it recorded since stands in the way', async () => {
    await hand.restore('older');
    await record(1);
    const refusal = await putBack(house.at).catch((error: unknown) => error);
    expect(String(refusal)).toContain('this database went on from an older state');
    expect((await house.at.asAdmin<{ size: string }>('select size from ledger_head'))[0]?.size).toBe('6');
  });
});
