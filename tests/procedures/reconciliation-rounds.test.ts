import { randomUUID } from 'node:crypto';
import { BlobClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AcquisitionStep } from '../../lib/custody/acquisition.ts';
import { readContent } from '../../lib/procedures/access/read-content.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { noteFinding } from '../../lib/procedures/reconciliation/note-finding.ts';
import type { ReconciliationContext } from '../../lib/procedures/reconciliation/reconciliation-context.ts';
import { getItemReads } from '../../lib/queries/get-item-reads.ts';
import { getReconciliation } from '../../lib/queries/get-reconciliation.ts';
import { personCredential } from '../support/arm-cloud.ts';
import { minute, openReconciledHouse, type ReconciledHouse } from '../support/reconciled-house.ts';

let house: ReconciledHouse;

beforeAll(async () => {
  house = await openReconciledHouse();
});

afterEach(() => house.cloud.admin('DELETE', '/faults'));
afterAll(() => house?.close());

describe('Azure’s logs held against the ledger', () => {
  it('agree about an acquisition and a brokered download: everything is explained, each record once', async () => {
    await download();
    expect(await house.round()).toEqual({ found: 0, explained: 0 });
    const counted = await hours();
    expect(counted.blob.explained).toBeGreaterThan(10);
    expect(counted.activity.explained).toBeGreaterThan(3);
    expect(await house.reads('bytes')).toEqual(
      expect.arrayContaining([
        ['locker', 'read'],
        ['locker', 'work'],
      ]),
    );
    expect(await arrivals()).toEqual(await expectedEvents());
    expect(await house.round()).toEqual({ found: 0, explained: 0 });
    expect(await hours()).toEqual(counted);
  });

  it('show a stranger’s read: once, in the item’s own record, told, with both sides', async () => {
    await house.assign('investigator', 'Storage Blob Data Reader', house.lockerId());
    await evidenceBlob('investigator').download(0, 100);
    await evidenceBlob('investigator').download(100, 100);
    expect(await house.round()).toMatchObject({ found: 1 });
    const fact = (await house.facts(house.item.id)).at(-1);
    expect(fact).toMatchObject({
      type: 'reconciliation.finding',
      actor: { kind: 'system', component: 'reconciliation' },
      subjects: expect.arrayContaining([`incident:${house.item.incidentId}`]),
      detail: {
        kind: 'unexplained-access',
        log: 'blob',
        azure: {
          operation: 'GetBlob',
          resource: expect.stringContaining(house.item.blob),
          caller: house.person('investigator').objectId,
          address: '127.0.0.1',
          status: expect.stringMatching(/^206/),
        },
        ledger: { words: expect.stringContaining('none of the product’s identities') },
        coverage: { from: expect.any(String), to: expect.any(String), latenessMinutes: 30 },
      },
    });
    expect(await told()).toEqual([['auditor', 'lead-1'], 'Access that no grant explains']);
    expect(await house.reads('bytes')).toContainEqual(['investigator@holdfast.example', 'finding']);
    expect(await house.round()).toMatchObject({ found: 0 });
  });

  it('keep what a person says of a finding beside it, for who may see its incident', async () => {
    const { id } = await house.database.db.reconciliationFinding.findFirstOrThrow({
      where: { kind: 'unexplained-access' },
    });
    await noteFinding.run(house.context, house.person('lead-1'), {
      findingId: id,
      text: 'A drill, agreed by phone.',
    });
    expect((await house.facts(house.item.id)).at(-1)).toMatchObject({
      type: 'reconciliation.noted',
      actor: { displayName: 'Lead 1' },
      detail: { findingId: id, text: 'A drill, agreed by phone.' },
    });
    expect(await house.database.db.reconciliationFinding.findUnique({ where: { id } })).toMatchObject({
      state: 'open',
    });
    await expect(
      noteFinding.run(house.context, house.person('lead-1'), { findingId: randomUUID(), text: 'x' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('say that they are not known while Azure refuses, go on from where they were, and miss nothing', async () => {
    const refusal = { kind: 'status', status: 403, code: 'InsufficientAccessError', message: 'no' };
    await house.cloud.fault('Logs_Query', refusal, 20);
    const before = await mark('blob');
    await evidenceBlob('investigator').getProperties();
    expect(await house.round({ rewind: false })).toMatchObject({ found: 0 });
    expect(await mark('blob')).toMatchObject({
      readTo: before.readTo,
      why: 'refused',
      problem: expect.stringContaining('refused'),
    });
    await house.cloud.admin('DELETE', '/faults');
    expect(await house.round()).toMatchObject({ found: 1 }); // a look at what was read is another thing
    expect(await mark('blob')).toMatchObject({ why: null, problem: null });
  });

  it('take a record that a log gives twice for one, and go on', async () => {
    const { blobLog } = house.contextAt(2);
    const change: Partial<ReconciliationContext> = {
      blobLog: {
        blobRequests: async (...asked) => {
          const said = await blobLog?.blobRequests(...asked);
          if (said?.kind !== 'read') throw new Error('the log was not read');
          return { ...said, value: said.value.flatMap((one) => [one, { ...one, statusText: 'again' }]) };
        },
      },
    };
    await evidenceBlob('investigator').getProperties();
    expect(await house.round({ change })).toMatchObject({ found: 0 });
    expect(await mark('blob')).toMatchObject({ readTo: expect.any(Date) });
  });

  it('tell of a grant that is over and that nobody used, not of one that was, and alarm nobody', async () => {
    const { requestId, grantId } = await house.granted('lead-2', 'download', '127.0.0.0/8');
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason: 'No longer needed.' });
    expect(await house.round({ ahead: 29 })).toMatchObject({ found: 0 });
    expect(await house.round({ ahead: 35 })).toMatchObject({ found: 1 });
    expect(await house.findingsOf('grant-never-used')).toMatchObject([
      { key: `grant-never-used ${grantId}`, evidenceId: house.item.id, azure: null },
    ]);
    expect(
      await house.database.db.alarm.count({
        where: { title: { startsWith: 'Grant of which no use is known' } },
      }),
    ).toBe(0);
  });

  it('tell of hours for which no record of the product’s own calls came, and of their coming late', async () => {
    await house.cloud.admin('PUT', '/speed', { activityDelaySeconds: 3_600 });
    await acquireAgain('release-source'); // what follows waits for the activity log
    expect(await house.round({ ahead: 3 })).toMatchObject({ found: 0 });
    expect((await house.round({ ahead: 40 })).found).toBeGreaterThanOrEqual(2);
    const gaps = await house.database.db.reconciliationFinding.findMany({
      where: { kind: 'gap' },
      orderBy: { log: 'asc' },
    });
    expect([...new Set(gaps.map(({ log }) => log))]).toEqual(['activity', 'blob']);
    const ledgerSide = gaps[0]?.ledger as { readonly words: string };
    expect(ledgerSide.words).toMatch(
      /own calls must be there and are not: \d+ events? of the ledger \(.*Microsoft\.Compute\/snapshots/,
    );
    await house.cloud.admin('PUT', '/speed', { activityDelaySeconds: 0 });
    expect((await house.round({ ahead: 41 })).explained).toBeGreaterThanOrEqual(1);
    const blob = await house.database.db.reconciliationFinding.findFirstOrThrow({
      where: { kind: 'gap', log: 'blob' },
    });
    expect(blob).toMatchObject({ state: 'explained', explainedBy: 'The missing records came later.' });
    expect((await house.facts(blob.id)).map(({ type }) => type)).toEqual([
      'reconciliation.finding',
      'reconciliation.explained',
    ]);
  });

  it('are shown with the time for which they were read, by item and all together', async () => {
    const viewer = { actor: house.person('lead-1'), db: house.database.db };
    const all = await getReconciliation(viewer, { show: 'all' });
    expect(all.counts.all).toBe(all.findings.length);
    expect(all.counts.explained).toBeGreaterThanOrEqual(1);
    const [locker] = all.logs;
    expect(locker).toMatchObject({
      kind: 'blob',
      latenessMinutes: 30,
      problem: null,
      to: expect.any(String),
    });
    expect(all.logs.filter(({ kind }) => kind === 'activity')).toHaveLength(2);
    expect(all.logs.flatMap(({ spans }) => spans.map(({ state }) => state))).toContain('gap');
    const strange = await getReconciliation(viewer, {
      kind: 'unexplained-access',
      finding: all.findings.at(-1)?.id,
    });
    expect(strange.findings.map(({ azure }) => azure?.operation)).toEqual(['GetBlobProperties', 'GetBlob']);
    expect(strange.chosen?.id).toBe(all.findings.at(-1)?.id);
    const ofItem = await getItemReads(viewer, house.item.id);
    expect(ofItem.log?.to).toBe(locker?.to);
    expect(ofItem.rows).toContainEqual(
      expect.objectContaining({ who: 'locker', effect: 'bytes', how: 'read' }),
    );
    expect(ofItem.findings.map(({ kind }) => kind)).toContain('unexplained-access');
  });

  it('leave findings that nobody can change or remove', async () => {
    await expect(house.database.as('app', `update reconciliation_finding set kind = 'gap'`)).rejects.toThrow(
      /stays as it was found/,
    );
    await expect(house.database.as('app', 'delete from reconciliation_finding')).rejects.toThrow(
      /permission/,
    );
    await expect(house.database.asAdmin('delete from reconciliation_note')).rejects.toThrow(
      /keeps every row/,
    );
  });
});

async function acquireAgain(until: AcquisitionStep): Promise<void> {
  await house.run(await house.begin('vm-a'), until);
}

/** By a grant of two others, through the procedure of the portal. */
async function download(): Promise<void> {
  await house.granted('responder', 'download', '127.0.0.0/8');
  const asked = { evidenceId: house.item.id, range: null, ifRange: null };
  const { part } = await readContent.run(house.context, house.person('responder'), asked);
  while ((await part?.bytes.next()) !== null);
}

function evidenceBlob(account: string): BlobClient {
  const { lockerBlobEndpoint } = house.cloud.endpoints;
  return new BlobClient(
    `${lockerBlobEndpoint}/${house.item.container}/${house.item.blob}`,
    personCredential(house.cloud, account),
  );
}

async function hours() {
  const rows = await house.database.db.reconciliationHour.findMany();
  const of = (kind: string) => {
    const some = rows.filter(({ log }) => log.startsWith(kind));
    return {
      explained: some.reduce((sum, one) => sum + one.explained, 0),
      found: some.reduce((sum, one) => sum + one.found, 0),
    };
  };
  return { blob: of('blob'), activity: of('activity') };
}

async function arrivals(): Promise<readonly string[]> {
  const rows = await house.database.db.reconciliationArrival.findMany();
  return rows.map(({ kind, eventId }) => `${kind} ${eventId}`).sort();
}

async function expectedEvents(): Promise<readonly string[]> {
  const { expected } = await house.database.register.expectedCalls(
    new Date(0),
    new Date(Date.now() + minute),
  );
  return expected.map(({ log, eventId }) => `${log} ${eventId}`).sort();
}

async function told() {
  const notes = await house.database.db.notification.findMany({
    where: { key: { startsWith: 'reconciliation:' } },
    orderBy: { updatedAt: 'desc' },
  });
  const names = ['lead-1', 'auditor'].filter((name) =>
    notes.some(({ objectId }) => objectId === house.person(name).objectId),
  );
  return [names.sort(), notes[0]?.title.split(':')[0]];
}

function mark(log: string) {
  return house.database.db.reconciliationLog.findUniqueOrThrow({ where: { log } });
}
