import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { openLedger } from '../../lib/procedures/ledger/open-ledger.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';

const origin = 'holdfast.example/test/3';
const verifierKeys = ['holdfast.example/test/3+01020304+AQIDBA=='];

let at: TestDatabase;
beforeEach(async () => {
  at = await freshDatabase();
});
afterEach(async () => await at?.close());

const deny = () =>
  at.register.record(analyst, ['access.denied'], async () => ({
    events: [denied('p', 'x')],
    result: null,
  }));

async function integrate(): Promise<void> {
  const client = new Client({ connectionString: at.sequencerUrl });
  await client.connect();
  try {
    await integratePending(client, origin);
  } finally {
    await client.end();
  }
}

describe('the opening of a ledger', () => {
  it('is entry 0 and names the log, its epoch, its keys and the tool', async () => {
    expect(await openLedger(at.register, { origin, verifierKeys })).toBe(true);
    await deny();
    await integrate();
    const entry = await at.db.ledgerEntry.findUniqueOrThrow({ where: { idx: 0n } });
    expect(decodeEntry(entry.entry)).toMatchObject({ k: 'ledger.opened', s: 'system', n: 0n });
    const event = await at.db.custodyEvent.findUniqueOrThrow({ where: { id: entry.eventId } });
    expect(readRecordedEvent(event.body)).toMatchObject({
      type: 'ledger.opened',
      actor: { kind: 'system' },
      tool: { name: 'holdfast', version: '1.0.0', commit: 'test' },
      detail: { origin, epoch: 3, verifierKeys, previousCheckpoint: null },
    });
  });

  it('happens once, however many processes start at the same moment', async () => {
    const opened = await Promise.all(
      Array.from({ length: 6 }, () => openLedger(at.register, { origin, verifierKeys })),
    );
    expect(opened.filter((one) => one)).toHaveLength(1);
    expect(await at.db.custodyEvent.count()).toBe(1);
    expect(await openLedger(at.register, { origin, verifierKeys })).toBe(false);
  });

  it('is not written into a ledger that began before openings were recorded, which goes on as before', async () => {
    await deny();
    await integrate();
    expect(await openLedger(at.register, { origin, verifierKeys })).toBe(false);
    await deny();
    await integrate();
    expect(await at.db.custodyEvent.count({ where: { type: 'ledger.opened' } })).toBe(0);
    expect(await at.db.ledgerEntry.count()).toBe(2);
  });

  it('is not written a second time when every event was taken away', async () => {
    await openLedger(at.register, { origin, verifierKeys });
    await integrate();
    await at.asAdmin('alter table custody_event disable trigger all');
    await at.asAdmin('delete from custody_event');
    expect(await openLedger(at.register, { origin, verifierKeys })).toBe(false);
  });

  it('counts a log without a number in its name as the first', async () => {
    await openLedger(at.register, { origin: 'holdfast.example/test', verifierKeys: [] });
    const event = await at.db.custodyEvent.findFirstOrThrow();
    expect(readRecordedEvent(event.body).detail).toMatchObject({ epoch: 1, verifierKeys: [] });
  });
});
