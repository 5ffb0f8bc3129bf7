import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceRecord } from '../../lib/custody/evidence-claims.ts';
import { type RecordedEvent, recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { commitBody, encodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { searchEvents } from '../../lib/queries/search-events.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { everyEvent, itemTimeline } from '../support/recorded-timeline.ts';
import { readDigests, type SealedItem, sealedItem } from '../support/sealed-item.ts';

let at: TestDatabase;
let ledger: TestLedger;
let item: SealedItem;
const viewer = () => ({ actor: analyst, db: at.db });

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  await ledger.sign();
});
afterAll(async () => await at?.close());

describe('an item that was given records past Holdfast', () => {
  const fake = 'cd'.repeat(32);

  it.each([
    ['acquisition.source-hashed', 'not at all', 'Record of acquisition.source-hashed, event 5'],
    ['acquisition.source-hashed', 'with another body', 'Record of acquisition.source-hashed, event 5'],
    ['acquisition.source-hashed', 'as it is', 'Record of acquisition.source-hashed, event 5'],
    ['acquisition.copy-hashed', 'as it is', 'Record of acquisition.copy-hashed, event 5'],
    ['evidence.sealed', 'as it is', 'Record of evidence.sealed, event 5'],
    ['acquisition.compared', 'not at all', 'Chain of custody'],
    ['acquisition.compared', 'with another body', 'Chain of custody'],
  ] as const)('is altered by one of %s that the ledger is told of %s', async (type, queued, field) => {
    await putIn(type, queued, await afterItsSeal());
    try {
      const page = await getEvidenceItem(viewer(), item.evidenceId);
      expect(page.altered.map((claim) => claim.field)).toContain(field);
      const { rows } = await listEvidence(viewer(), {});
      expect(rows.find(({ id }) => id === item.evidenceId)?.alteredFields).toContain(field);
      expect([page.integrity, page.sourceDigests?.sha256]).toEqual(['altered', readDigests.sha256]);
      const { numberings } = await itemTimeline(viewer(), item.evidenceId);
      expect(numberings[0]?.sentence).toContain('Event 5 stands in this chain, yet is not filed');
      const inStream = { terms: [{ key: 'stream' as const, value: item.evidenceId, negated: false }] };
      const [newest] = (await searchEvents(viewer(), { ...everyEvent, ...inStream })).events.filter(
        ({ n }) => n === '5',
      );
      expect([newest?.holds, newest?.trouble]).toEqual(
        queued === 'as it is' ? [null, null] : [false, 'changed'],
      );
    } finally {
      await ledger.attack('ledger_pending', 'delete from ledger_pending');
      await ledger.attack('custody_event', 'delete from custody_event where stream = $1 and n > 4', [
        item.evidenceId,
      ]);
    }
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('verified');
  });

  it('stays verified with one that waits for the ledger as it should', async () => {
    await putIn('acquisition.compared', 'as it is', await afterItsSeal());
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('verified');
    await ledger.attack('ledger_pending', 'delete from ledger_pending');
    await ledger.attack('custody_event', 'delete from custody_event where stream = $1 and n > 4', [
      item.evidenceId,
    ]);
  });

  it('is judged by a waiting fact only where the ledger proves none', async () => {
    const [proven, waiting] = [await readOf(readDigests.sha256), await readOf(fake)];
    expect(evidenceRecord(proven, waiting).sourceRead?.digests.sha256).toBe(readDigests.sha256);
    expect(evidenceRecord([], waiting).sourceRead?.digests.sha256).toBe(fake);
  });

  it('is not verified by waiting records that contradict what the ledger proves', async () => {
    const fresh = await freshDatabase();
    try {
      const log = await testLedger(fresh);
      const one = await sealedItem(fresh);
      const bodies = await bodiesOf(fresh, one);
      await log.attack('ledger_pending', 'delete from ledger_pending where n = 4');
      await log.attack('custody_event', 'delete from custody_event where n = 4');
      await log.sign();
      await putIn('acquisition.source-hashed', 'as it is', { db: fresh, one, n: 4, bodies });
      await putIn('acquisition.copy-hashed', 'as it is', { db: fresh, one, n: 5, bodies });
      await putIn('evidence.sealed', 'as it is', { db: fresh, one, n: 6, bodies });
      const swapped = (column: string) => `replace(${column}::text, '${readDigests.sha256}', '${fake}')`;
      await fresh.asAdmin(`update acquisition_step set outcome = ${swapped('outcome')}::jsonb`);
      await fresh.asAdmin(
        `update evidence_item set digests = ${swapped('digests')}::jsonb, sha256 = ${swapped('sha256')},
           sealed_at = sealed.occurred_at, verified_at = sealed.occurred_at
         from custody_event sealed where sealed.n = 6`,
      );
      const page = await getEvidenceItem({ actor: analyst, db: fresh.db }, one.evidenceId);
      expect([page.integrity, page.altered]).toEqual(['unknown', []]);
    } finally {
      await fresh.close();
    }
  });

  const afterItsSeal = async () => ({ db: at, one: item, n: 5, bodies: await bodiesOf(at, item) });

  async function bodiesOf(
    db: TestDatabase,
    { evidenceId }: SealedItem,
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await db.asAdmin<{ type: string; body: Buffer }>(
      'select type, body from custody_event where stream = $1 order by n',
      [evidenceId],
    );
    const bodies = new Map(rows.map(({ type, body }) => [type, body.toString()]));
    const compared = JSON.parse(bodies.get('evidence.sealed') ?? '{}');
    const detail = { ...compared.detail, equal: false, expected: 'a', actual: 'b' };
    return bodies.set('acquisition.compared', JSON.stringify({ ...compared, detail }));
  }

  /** Writes one event with the forged digest, and the entry that waits for the ledger if it is told of it. */
  async function putIn(
    type: string,
    queued: 'not at all' | 'with another body' | 'as it is',
    place: { db: TestDatabase; one: SealedItem; n: number; bodies: ReadonlyMap<string, string> },
  ): Promise<void> {
    const { db, n } = place;
    const [id, t, s] = [randomUUID(), '2026-11-22T00:00:00.000000Z', place.one.evidenceId];
    const known = JSON.parse(place.bodies.get(type)?.replaceAll(readDigests.sha256, fake) ?? '{}');
    const body = Buffer.from(JSON.stringify({ ...known, id, n, type, occurredAt: t }));
    const salt = randomBytes(32);
    const committed = queued === 'as it is' ? body : Buffer.from('{}');
    const entryOf = { id, t, k: type, s, n: BigInt(n), p: randomBytes(32), c: commitBody(salt, committed) };
    const { entry, leaf } = encodeEntry(entryOf);
    await db.asAdmin(
      `insert into custody_event (id, stream, n, type, occurred_at, actor_label, body, salt, leaf)
       values ($1, $2, $3, $4, $5, 'x', $6, $7, $8)`,
      [id, s, n, type, t, body, salt, Buffer.from(leaf)],
    );
    if (queued === 'not at all') return;
    await db.asAdmin(
      'insert into ledger_pending (event_id, stream, n, entry, leaf) values ($1, $2, $3, $4, $5)',
      [id, s, n, Buffer.from(entry), Buffer.from(leaf)],
    );
  }

  async function readOf(digest: string): Promise<readonly RecordedEvent[]> {
    const body = (await bodiesOf(at, item)).get('acquisition.source-hashed') ?? '';
    const event = recordedEventOf(Buffer.from(body.replaceAll(readDigests.sha256, digest)));
    return event === null ? [] : [event];
  }
});
