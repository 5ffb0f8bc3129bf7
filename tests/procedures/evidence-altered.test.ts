import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceRecord } from '../../lib/custody/evidence-claims.ts';
import { type RecordedEvent, recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { commitBody, encodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { getCustodyTimeline } from '../../lib/queries/get-custody-timeline.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { listEvidence, listIncidentEvidence } from '../../lib/queries/list-evidence.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { readDigests, type SealedItem, sealedItem } from '../support/sealed-item.ts';

let at: TestDatabase;
let ledger: TestLedger;
let item: SealedItem;
let other: SealedItem;
const viewer = () => ({ actor: analyst, db: at.db });

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  other = await sealedItem(at, 'disk-other');
  await ledger.sign();
});
afterAll(async () => await at?.close());

/** What the page and the list say of the item, while one statement of the database's owner stands. */
async function saysWhile(change: string, restore: string): Promise<readonly string[]> {
  await at.asAdmin(change, [item.evidenceId]);
  try {
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    const { rows } = await listEvidence(viewer(), {});
    const row = rows.find(({ id }) => id === item.evidenceId);
    expect(rows.find(({ id }) => id === other.evidenceId)?.integrity).toBe('verified');
    expect(row?.alteredFields).toEqual(page.altered.map(({ field }) => field));
    expect(row?.integrity).toBe(page.integrity);
    expect(page.integrity).toBe('altered');
    return page.altered.map(({ field }) => field);
  } finally {
    await at.asAdmin(restore, [item.evidenceId]);
    expect((await getEvidenceItem(viewer(), item.evidenceId)).altered).toEqual([]);
  }
}

const ofItem = (column: string, value: string, field: string) =>
  [`evidence_item.${column}`, 'evidence_item', 'id', column, value, field] as const;
const ofAcquisition = (column: string, value: string, field: string) =>
  [`acquisition.${column}`, 'acquisition', 'evidence_id', column, value, field] as const;

const columns = [
  ofItem('exhibit_number', `'EV-1999-0001'`, 'Exhibit number'),
  ofItem('state', `'not-acquired'`, 'State'),
  ofItem('rehearsal', 'true', 'Rehearsal'),
  ofItem('kind', `'memory'`, 'Kind'),
  ofItem('description', `'another disk'`, 'Description'),
  ofItem('created_at', `created_at - interval '1 day'`, 'Registered'),
  ofItem('source', `jsonb_set(source, '{disk,name}', '"another"')`, 'Source: disk.name'),
  ofItem('source', `jsonb_set(source, '{disk,lun}', '4')`, 'Source: disk.lun'),
  ofItem('container', `'elsewhere'`, 'Container'),
  ofItem('blob', `'another'`, 'Blob'),
  ofItem('blob', 'null', 'Blob'),
  ofItem('size_bytes', '1', 'Size'),
  ofItem('sha256', `repeat('ab', 32)`, 'SHA-256'),
  ofItem('digests', `jsonb_set(digests, '{payloadSha256}', '"00"')`, 'Sealed digests: payloadSha256'),
  ofItem('digests', `jsonb_set(digests, '{manifestRoot}', '"00"')`, 'Sealed digests: manifestRoot'),
  ofItem('digests', 'null', 'Sealed digests'),
  ofItem('protection', `jsonb_set(protection, '{policyState}', '"None"')`, 'Protection: policyState'),
  ofItem('protection', `jsonb_set(protection, '{legalHoldTags}', '[]')`, 'Protection: legalHoldTags'),
  ofItem('protection', `jsonb_set(protection, '{retentionDays}', '1')`, 'Protection: retentionDays'),
  ofItem('retention_until', `retention_until - interval '1 day'`, 'Retention until'),
  ofItem('sealed_at', `sealed_at - interval '1 hour'`, 'Sealed'),
  ofItem('verified_at', `verified_at + interval '1 hour'`, 'Last verified'),
  ofAcquisition(
    'source',
    `jsonb_set(source, '{machine,name}', '"another"')`,
    'Source of the acquisition: machine.name',
  ),
  ofAcquisition('reason', `'no reason'`, 'Reason'),
  ofAcquisition('authority', `jsonb_set(authority, '{number}', '"12"')`, 'Legal authority: number'),
  ofAcquisition('plan', `'another'`, 'Sentence confirmed'),
  ofAcquisition('read_mode', `'full'`, 'Reading'),
  ofAcquisition(
    'requester',
    `jsonb_set(requester, '{displayName}', '"lead-1"')`,
    'Requested by: displayName',
  ),
  ofAcquisition('blob', `'another'`, 'Blob of the acquisition'),
] as const;

describe('an item whose rows were changed by the owner of the database', () => {
  it('is verified while nothing was changed', async () => {
    expect(await getEvidenceItem(viewer(), item.evidenceId)).toMatchObject({
      integrity: 'verified',
      altered: [],
      account: 'locker',
    });
    const rows = await listIncidentEvidence(viewer(), item.incidentId);
    expect(rows.map(({ integrity, alteredFields }) => [integrity, alteredFields])).toEqual([
      ['verified', []],
    ]);
  });

  it.each(columns)(
    'is altered when %s is another (%s.%s %s = %s)',
    async (_, table, key, column, value, field) => {
      const saved = `saved_${table}`;
      await at.asAdmin(`create table ${saved} as select * from ${table}`);
      const where = `where ${table}.${key} = $1`;
      const fields = await saysWhile(
        `update ${table} set ${column} = ${value} ${where}`,
        `update ${table} set ${column} = s.${column} from ${saved} s ${where} and s.id = ${table}.id`,
      );
      await at.asAdmin(`drop table ${saved}`);
      expect(fields).toContain(field);
    },
  );

  it.each([
    ['hash-source', 'bytesRead', 'Digests of the source: bytesRead'],
    ['hash-source', 'sha256', 'Digests of the source: sha256'],
    ['hash-locker-copy', 'payloadSha256', 'Digests of the stored copy: payloadSha256'],
    ['hash-locker-copy', 'bytesKnownZero', 'Digests of the stored copy: bytesKnownZero'],
  ])('is altered when the read of %s says another %s', async (step, key, field) => {
    const where = `from acquisition a where a.id = acquisition_id and a.evidence_id = $1 and step = '${step}'`;
    const before = await at.asAdmin<{ outcome: object }>(
      `select outcome from acquisition_step join acquisition a on a.id = acquisition_id
       where a.evidence_id = $1 and step = '${step}'`,
      [item.evidenceId],
    );
    const text = JSON.stringify(before[0]?.outcome);
    expect(
      await saysWhile(
        `update acquisition_step set outcome = jsonb_set(outcome, '{digests,${key}}', '"0"') ${where}`,
        `update acquisition_step set outcome = '${text}' ${where}`,
      ),
    ).toContain(field);
  });

  it('is still shown when a column has lost its shape: with the recorded value, and named as altered', async () => {
    await at.asAdmin(
      `update evidence_item set source = '{"disk": 7}', digests = '[]', protection = '{}' where id = $1`,
      [item.evidenceId],
    );
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    expect(page.integrity).toBe('altered');
    expect(page.source.machine.name).toBe('vm-web-01');
    expect(page.protection?.policyState).toBe('Locked');
    const { rows } = await listEvidence(viewer(), {});
    expect(rows.find(({ id }) => id === item.evidenceId)).toMatchObject({
      machineName: 'vm-web-01',
      integrity: 'altered',
    });
    await at.asAdmin(
      `update evidence_item set source = o.source, digests = o.digests,
         protection = jsonb_set(o.protection, '{container}', to_jsonb(evidence_item.container))
       from evidence_item o where evidence_item.id = $1 and o.id = $2`,
      [item.evidenceId, other.evidenceId],
    );
    await at.asAdmin(
      `update evidence_item set source = a.source from acquisition a where a.evidence_id = evidence_item.id`,
    );
    expect((await getEvidenceItem(viewer(), item.evidenceId)).altered).toEqual([]);
  });
});

describe('an item whose record was changed by the owner of the database', () => {
  it('is altered when a telling event was rewritten together with the rows', async () => {
    const fake = 'cd'.repeat(32);
    const [before] = await at.asAdmin<{ body: Buffer }>(
      `select body from custody_event where type = 'evidence.sealed' and stream = $1`,
      [item.evidenceId],
    );
    await ledger.attack(
      'custody_event',
      `update custody_event set body = convert_to(replace(convert_from(body, 'UTF8'), repeat('11', 32), '${fake}'), 'UTF8')
       where stream = $1`,
      [item.evidenceId],
    );
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    expect(page.integrity).toBe('altered');
    expect(page.altered.map(({ field }) => field)).toContain('Record of evidence.sealed, event 4');
    await ledger.attack(
      'custody_event',
      `update custody_event set body = convert_to(replace(convert_from(body, 'UTF8'), '${fake}', repeat('11', 32)), 'UTF8')
       where stream = $1`,
      [item.evidenceId],
    );
    expect(before?.body.toString()).toContain('11'.repeat(32));
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('verified');
  });

  it('is altered when its seal was taken out of the record', async () => {
    await ledger.attack(
      'custody_event',
      `create table taken as select * from custody_event where type = 'evidence.sealed' and stream = '${item.evidenceId}'`,
    );
    await ledger.attack(
      'custody_event',
      `delete from custody_event where type = 'evidence.sealed' and stream = $1`,
      [item.evidenceId],
    );
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    expect(page.altered).toContainEqual({ field: 'State', shown: 'sealed', recorded: null });
    await ledger.attack('custody_event', 'insert into custody_event select * from taken');
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('verified');
  });

  it('asks as many questions for a page of items as for one', async () => {
    for (const disk of ['a', 'b', 'c', 'd', 'e', 'f']) await sealedItem(at, disk);
    await ledger.sign();
    const asked: string[] = [];
    const listening = at.db.$extends({
      query: {
        $allOperations: ({ operation, model, args, query }) => {
          asked.push(`${model ?? 'raw'} ${operation}`);
          return query(args);
        },
      },
    }) as unknown as TestDatabase['db'];
    await listEvidence({ actor: analyst, db: listening }, { text: item.exhibitNumber });
    const forOne = asked.splice(0);
    await listEvidence({ actor: analyst, db: listening }, {});
    expect(asked).toEqual(forOne);
  });
});

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
      const [newest] = (await getCustodyTimeline(viewer(), item.evidenceId)).events;
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
