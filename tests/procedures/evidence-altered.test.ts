import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireDisk } from '../../lib/custody/evidence-source.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { listEvidence, listIncidentEvidence } from '../../lib/queries/list-evidence.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';
import { writtenColumns } from '../support/written-columns.ts';

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
    const { rows } = await listIncidentEvidence(viewer(), item.incidentId);
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
    expect(requireDisk(page.source).machine.name).toBe('vm-web-01');
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
    const written = await writtenColumns(at, 'custody_event');
    await ledger.attack(
      'custody_event',
      `create table taken as select ${written} from custody_event where type = 'evidence.sealed' and stream = '${item.evidenceId}'`,
    );
    await ledger.attack(
      'custody_event',
      `delete from custody_event where type = 'evidence.sealed' and stream = $1`,
      [item.evidenceId],
    );
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    expect(page.altered).toContainEqual({ field: 'State', shown: 'sealed', recorded: null });
    await ledger.attack('custody_event', `insert into custody_event (${written}) select * from taken`);
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
