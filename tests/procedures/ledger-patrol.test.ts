import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { type Awaited, awaitIntegration } from '../../lib/procedures/ledger/await-integration.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { type Insider, insider } from '../support/insider.ts';
import { recordDenials } from '../support/record-denials.ts';
import { withClient } from '../support/with-client.ts';
import { until } from '../support/worker-process.ts';

let house: AnchoredLedger;
let hand: Insider;

beforeAll(async () => {
  house = await anchoredLedger();
  hand = insider(house);
  house.start();
  await record(6);
  await house.untilAnchored();
}, 120_000);
afterAll(async () => await house?.close());

const record = (count: number) => recordDenials(house, count);

const signedSize = async () =>
  (await house.at.db.ledgerCheckpoint.findFirstOrThrow({ orderBy: { size: 'desc' } })).size;
const untilFrozen = () =>
  until('the ledger is frozen', async () => (await house.at.db.ledgerFreeze.count()) === 1);
const untilThawed = () =>
  until('the ledger is no longer frozen', async () => (await house.at.db.ledgerFreeze.count()) === 0);

async function facts(type: string) {
  const rows = await house.at.db.custodyEvent.findMany({ where: { type }, orderBy: { occurredAt: 'asc' } });
  return rows.map(({ body }) => readRecordedEvent(body));
}

/** The freeze looks again every two seconds; two looks are enough to see that it is said once. */
async function untilLookedAgain(): Promise<void> {
  const first = await house.at.db.ledgerFreeze.findFirstOrThrow();
  await until('the freeze was looked at again', async () => {
    const { checkedAt } = await house.at.db.ledgerFreeze.findFirstOrThrow();
    return checkedAt > first.checkedAt;
  });
}

const wait = (what: Awaited, withinMs = 20_000) =>
  awaitIntegration(house.at.register.look, what, withinMs, new AbortController().signal);

describe('whoever hands evidence out', () => {
  const person = { kind: 'person', id: 'person-1' } as const;

  it('waits until a signed checkpoint covers the record of it', async () => {
    await record(2);
    await wait({ stream: person });
    const { id: eventId } = await house.at.db.custodyEvent.findFirstOrThrow({ orderBy: { id: 'desc' } });
    await wait({ eventId });
    const { idx } = await house.at.db.ledgerEntry.findUniqueOrThrow({ where: { eventId } });
    expect(await signedSize()).toBeGreaterThan(idx);
  });

  it('is refused while nothing signs, and for an event that there is not', async () => {
    await house.untilAnchored();
    await house.stop();
    await record(2);
    await expect(wait({ stream: person }, 300)).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(wait({ eventId: 'none' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(wait({ stream: { kind: 'person', id: 'nobody' } })).rejects.toMatchObject({
      code: 'not-found',
    });
    house.start();
    await house.untilAnchored();
  });
});

describe('the patrol', () => {
  it('reads every row again and says when it had read the last one', async () => {
    await until('a round is over', async () => {
      const row = await house.at.db.ledgerPatrol.findFirst();
      return row?.completedSize === (await signedSize()) && row.completedAt !== null;
    });
    expect(await house.at.db.ledgerFreeze.count()).toBe(0);
  });

  it('freezes at the event whose body was changed, once, and signs nothing over it', async () => {
    const signed = await signedSize();
    const before = (await facts('ledger.frozen')).length;
    await hand.dump('sound');
    await hand.sql(
      `update custody_event set body = convert_to(replace(convert_from(body, 'UTF8'), 'person-1', 'person-9'), 'UTF8')
       where id = (select event_id from ledger_entry where idx = 1)`,
    );
    await untilFrozen();
    expect(await house.at.db.ledgerFreeze.findFirstOrThrow()).toMatchObject({
      attack: 'edited',
      firstIndex: 1n,
    });
    await record(1);
    await untilLookedAgain();
    expect(await signedSize()).toBe(signed);
    const frozen = (await facts('ledger.frozen')).slice(before);
    expect(frozen).toMatchObject([{ detail: { firstIndex: '1', foundBy: 'patrol' } }]);
    await hand.sql('update custody_event c set body = s.body from sound.custody_event s where s.id = c.id');
    await house.at.asAdmin('drop schema sound cascade');
    await untilThawed();
    expect((await facts('ledger.thawed')).length).toBe(before + 1);
    expect(await house.untilAnchored()).toBe(signed + 3n); // the event of the meantime, the freeze and its end
  });

  it.each([
    ['the bytes of an entry', `update ledger_entry set entry = entry || ' ' where idx = 2`, 'edited', 2n],
    ['an entry with all its hashes, the nodes left alone', thorough(2), 'verifier-state-forged', 2n],
    [
      'a node',
      `update ledger_node set hash = sha256(hash) where level = 1 and n = 0`,
      'verifier-state-forged',
      null,
    ],
  ])('freezes where somebody changed %s', async (_, change, attack, firstIndex) => {
    await hand.dump('sound');
    await hand.sql(change);
    await untilFrozen();
    expect(await house.at.db.ledgerFreeze.findFirstOrThrow()).toMatchObject({ attack, firstIndex });
    await hand.sql(
      `update ledger_entry e set entry = s.entry, leaf = s.leaf from sound.ledger_entry s where s.idx = e.idx;
       update custody_event c set leaf = s.leaf, occurred_at = s.occurred_at from sound.custody_event s where s.id = c.id;
       update ledger_node d set hash = s.hash from sound.ledger_node s where s.level = d.level and s.n = d.n`,
    );
    await house.at.asAdmin('drop schema sound cascade');
    await untilThawed();
  });

  it('stays frozen over a restart although the tree heads agree, and hands nothing out', async () => {
    await house.untilAnchored();
    await hand.sql(`update ledger_entry set entry = entry || ' ' where idx = 3`);
    await untilFrozen();
    await house.stop();
    house.start();
    await untilLookedAgain();
    const { eventId } = await house.at.db.ledgerEntry.findUniqueOrThrow({ where: { idx: 0n } });
    await expect(wait({ eventId })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('no evidence is handed out'),
    });
    await hand.sql(`update ledger_entry set entry = substring(entry for length(entry) - 1) where idx = 3`);
    await untilThawed();
    await house.untilAnchored();
  });

  it('finds what was changed before it was signed for, and the checkpoint is not made', async () => {
    await house.stop();
    await record(2);
    await integrateAll();
    const signed = await signedSize();
    const last = await house.at.db.ledgerEntry.findFirstOrThrow({ orderBy: { idx: 'desc' } });
    await hand.sql('update custody_event set salt = sha256(salt) where id = $1', [last.eventId]);
    house.start();
    await untilFrozen();
    expect(await house.at.db.ledgerFreeze.findFirstOrThrow()).toMatchObject({ firstIndex: last.idx });
    expect(await signedSize()).toBe(signed);
  });
});

async function integrateAll(): Promise<void> {
  await withClient(house.at.sequencerUrl, async (client) => {
    while ((await integratePending(client, house.origin)).more);
  });
}

/** Entry, leaf and the event's copy of the leaf agree with each other afterwards; only the tree does not. */
function thorough(index: number): string {
  return `update ledger_entry set entry = convert_to(replace(convert_from(entry, 'UTF8'), '"t":"2', '"t":"3'), 'UTF8') where idx = ${index};
    update ledger_entry set leaf = sha256('\\x00' || entry) where idx = ${index};
    update custody_event c set leaf = e.leaf, occurred_at = c.occurred_at + interval '1000 years'
      from ledger_entry e where e.event_id = c.id and e.idx = ${index}`;
}
