import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import type { AnchorStore } from '../../lib/ports/anchor-store.ts';
import type { CustodyRegister } from '../../lib/ports/custody-register.ts';
import { freezeLedger, type LedgerFreezing } from '../../lib/procedures/ledger/freeze-ledger.ts';
import { thawLedger } from '../../lib/procedures/ledger/thaw-ledger.ts';
import { checkpointGuard } from '../../lib/worker/checkpoint-guard.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { anchorFiles } from '../support/anchor-files.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';
import { connectedTo } from '../support/with-client.ts';

const signal = new AbortController().signal;
let at: TestDatabase;
let client: Client; // as the sequencer

beforeAll(async () => {
  at = await freshDatabase();
  client = await connectedTo(at.sequencerUrl);
  const lead = { ...analyst, objectId: 'lead', roles: ['lead'] as const, sessionId: 'ab' };
  await at.register.record(lead, ['access.denied'], async (desk) => {
    await desk.openSession({ actor: lead, absoluteExpiresAt: new Date(Date.now() + 60_000) });
    return { events: [denied('person', 'once')], result: undefined };
  });
  await integratePending(client, 'holdfast.example/test/1');
});
afterAll(async () => {
  await client?.end();
  await at?.close();
});
beforeEach(() => at.asAdmin('delete from ledger_freeze'));

const freezing: LedgerFreezing = {
  anchoredNote: null,
  detail: {
    attack: 'edited',
    words: 'Something differs.',
    firstIndex: '7',
    foundBy: 'patrol',
    databaseSize: '9',
    anchoredSize: '0',
    anchoredNoteSha256: null,
    signedSize: '0',
    signedNoteSha256: null,
    witnessedSize: '0',
  },
};
const thawing = { databaseSize: '9', anchoredSize: '0', root: '' };
const count = (type: string) => at.db.custodyEvent.count({ where: { type } });

describe('a freeze', () => {
  it('is recorded once, however many find it at once, told to who watches, and ended once', async () => {
    const [frozen, thawed] = [await count('ledger.frozen'), await count('ledger.thawed')];
    const found = await Promise.all([1, 2, 3].map(() => freezeLedger(at.register, freezing)));
    expect(found.toSorted()).toEqual([false, false, true]);
    expect(await count('ledger.frozen')).toBe(frozen + 1);
    expect(await at.db.notification.findMany()).toMatchObject([{ objectId: 'lead', level: 'error' }]);
    const ended = await Promise.all([1, 2, 3].map(() => thawLedger(at.register, thawing)));
    expect(ended.toSorted()).toEqual([false, false, true]);
    expect(await count('ledger.thawed')).toBe(thawed + 1);
    expect(await at.db.notification.count()).toBe(0);
  });

  it('and its record are there both or neither, and so are its end and the record of that', async () => {
    const before = await at.db.custodyEvent.count();
    await at.asAdmin(
      `create function no() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
       create trigger no before insert on custody_event for each row execute function no()`,
    );
    await expect(freezeLedger(at.register, freezing)).rejects.toThrow();
    expect(await at.db.ledgerFreeze.count()).toBe(0);
    await at.asAdmin('alter table custody_event disable trigger no');
    await freezeLedger(at.register, freezing);
    await at.asAdmin('alter table custody_event enable trigger no');
    await expect(thawLedger(at.register, thawing)).rejects.toThrow();
    expect(await at.db.ledgerFreeze.count()).toBe(1);
    await at.asAdmin('drop trigger no on custody_event');
    expect(await at.db.custodyEvent.count()).toBe(before + 1);
  });
});

describe('the guard', () => {
  const complaints: string[] = [];
  const complain = (_: object, words: string) => void complaints.push(words);
  const guardOver = (store: AnchorStore, register = at.register) =>
    checkpointGuard({
      origin: 'holdfast.example/test/1',
      store,
      logKeys: [],
      witnesses: [],
      register,
      logger: { error: complain, warn: complain },
    });

  it('keeps what a witness was known to hold over a restart, before anything was anchored', async () => {
    const guard = guardOver(await anchorFiles());
    expect(await guard.check(client, signal)).toBe('consistent');
    guard.witnessed(5n);
    expect(await guard.check(client, signal)).toBe('frozen');
    expect(await guardOver(await anchorFiles()).check(client, signal)).toBe('frozen');
    const row = await at.db.custodyEvent.findFirstOrThrow({
      where: { type: 'ledger.frozen' },
      orderBy: { id: 'desc' },
    });
    expect(readRecordedEvent(row.body).detail).toMatchObject({
      attack: 'rolled-back',
      firstIndex: '1',
      anchoredSize: '0',
      anchoredNoteSha256: null,
      witnessedSize: '5',
    });
  });

  it('stays frozen while the anchors cannot be asked, and knows nothing before they could', async () => {
    const store = {
      ...(await anchorFiles()),
      list: () => {
        throw new Error('no answer');
      },
    };
    expect(await guardOver(store).check(client, signal)).toBe('unknown');
    await freezeLedger(at.register, freezing);
    expect(await guardOver(store).check(client, signal)).toBe('frozen');
  });

  it('signs nothing although the freeze cannot be recorded, and records it as soon as it can', async () => {
    let isAway = true;
    const record: CustodyRegister['record'] = (...all) =>
      isAway
        ? Promise.reject(new CustodyError('storage-unavailable', 'The database is away.'))
        : at.register.record(...all);
    const guard = guardOver(await anchorFiles(), { ...at.register, record });
    await at.asAdmin('alter table ledger_entry disable trigger all');
    await at.asAdmin(`update ledger_entry set entry = entry || ' ' where idx = 0`);
    const found = { attack: 'edited', words: 'Entry 0 differs.', firstIndex: 0n } as const;
    expect(await guard.report(client, found)).toBe('frozen');
    expect(await guard.check(client, signal)).toBe('frozen'); // although no tree head differs
    expect(await at.db.ledgerFreeze.count()).toBe(0);
    isAway = false;
    expect(await guard.check(client, signal)).toBe('frozen');
    expect(await at.db.ledgerFreeze.findFirst()).toMatchObject({ attack: 'edited', firstIndex: 0n });
    await at.as('app', 'delete from ledger_freeze'); // the portal's role may; it ends nothing
    expect(await guard.check(client, signal)).toBe('frozen');
    expect(await at.db.ledgerFreeze.count()).toBe(1);
    await at.asAdmin('update ledger_entry set entry = substring(entry for length(entry) - 1) where idx = 0');
    expect(await guard.check(client, signal)).toBe('consistent');
    expect(await at.db.ledgerFreeze.count()).toBe(0);
  });
});
