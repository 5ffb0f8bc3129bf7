import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../lib/custody/recorded-event.ts';
import { recordedWords } from '../../lib/custody/recorded-words.ts';
import type { EvidenceLocker } from '../../lib/ports/evidence-locker.ts';
import { endLinks } from '../../lib/procedures/access/end-links.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { startCopyVerification } from '../../lib/procedures/evidence/start-copy-verification.ts';
import { verifyCopy } from '../../lib/procedures/evidence/verify-copy.ts';
import { scheduleChecks } from '../../lib/procedures/fixity/schedule-checks.ts';
import { recordFindings } from '../../lib/procedures/reconciliation/record-findings.ts';
import { getFixity } from '../../lib/queries/get-fixity.ts';
import { getItemVerifications } from '../../lib/queries/get-item-verifications.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { type GrantUseHouse, startGrantUseHouse } from '../support/grant-use-house.ts';
import { recordDrift } from '../support/recorded-drift.ts';

const dayMs = 86_400_000;
const bytesPerHour = 1024 ** 3;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);

let house: GrantUseHouse;
beforeAll(async () => {
  house = await startGrantUseHouse();
});
afterAll(() => house.close());

describe('the schedule of checks', () => {
  it('opens nothing before its time', async () => {
    expect(await schedule(inDays(5))).toEqual({ opened: false, missed: 0 });
    expect(await viewed()).toMatchObject({
      verifications: [],
      next: [
        { kind: 'whole', ground: 'active', state: 'later' },
        { kind: 'sample', ground: 'weekly', state: 'later' },
      ],
      cost: { sizeBytes: String(house.disk.length) },
    });
  });

  it('draws a sample by a seed on record before a block is read, once for all workers', async () => {
    const both = await Promise.all([schedule(inDays(6.5)), schedule(inDays(6.5))]);
    expect(both.filter(({ opened }) => opened)).toHaveLength(1);
    const [begun, ...others] = await house.facts('evidence.sampling-started');
    expect([begun?.detail, begun?.actor, others]).toMatchObject([
      { ground: 'weekly', seed: expect.stringMatching(/^.{44}$/), exhibitNumber: house.item.exhibitNumber },
      { kind: 'system', component: 'fixity' },
      [],
    ]);
    expect(begun?.detail.sampled).toBeLessThanOrEqual(begun?.detail.blocks);
    await expect(startByPerson()).rejects.toThrow(/waits or runs already/);
  });

  it('keeps of the sample that its blocks were as sealed, on nobody’s behalf', async () => {
    await read(house.context.locker);
    const [sampled] = await house.facts('evidence.sampled');
    expect(sampled).toMatchObject({
      detail: { outcome: 'as-sealed', problem: null, bytes: expect.stringMatching(/^\d+$/) },
      actor: { kind: 'worker', onBehalfOf: null },
    });
    expect(recordedWords(sampled as unknown as RecordedEvent).sentence).toMatch(/would be found with/);
    expect((await viewed()).verifications).toMatchObject([
      { kind: 'sample', askedBy: null, ground: 'weekly', outcome: 'as-sealed' },
    ]);
    expect(await house.facts('evidence.verified')).toEqual([]); // it is no ground for a thaw
  });

  it('tells that a whole read was missed, once, until one finds the copy as sealed', async () => {
    await house.database.asAdmin('alter table copy_verification disable trigger guard');
    await house.database.asAdmin('update copy_verification set finished_at = null, outcome = null'); // it is still open
    expect(await schedule(inDays(91))).toEqual({ opened: false, missed: 2 });
    expect(await schedule(inDays(91))).toEqual({ opened: false, missed: 0 });
    expect((await house.facts('evidence.check-missed')).map(({ detail }) => detail.check)).toEqual([
      ...['whole', 'sample'],
    ]);
    expect(await openAlarms()).toEqual(['sample', 'whole']);
    const auditor = { actor: house.person('auditor'), db: house.database.db };
    const month = inDays(90).toISOString().slice(0, 7);
    const { entries, days } = await getFixity(auditor, { month, kind: 'whole', mark: 'missed' });
    expect(entries).toMatchObject([{ evidenceId: house.item.id, kind: 'whole', mark: 'missed' }]);
    expect(days.reduce((sum, { counts }) => sum + counts.missed, 0)).toBe(1);
    expect((await listEvidence(auditor, { state: 'overdue' })).rows).toEqual([]); // by today's clock it is not
    await house.database.asAdmin(`update copy_verification set finished_at = now(), outcome = 'as-sealed'`);
    expect(await schedule(inDays(91))).toEqual({ opened: true, missed: 0 });
    expect((await house.facts('evidence.verification-started')).at(-1)?.detail.ground).toBe('active');
    await read(house.context.locker);
    expect((await house.facts('evidence.verified')).at(-1)?.detail.outcome).toBe('as-sealed');
    expect(await openAlarms()).toEqual([]);
    await house.database.asAdmin(
      `insert into body_withheld (event_id, decision, readers) select id, 'CP-1', '{}' from custody_event where type = 'evidence.check-missed'`,
    );
    const now = new Date().toISOString().slice(0, 7); // the day by which it was due stands in the record alone
    const told = await getFixity(auditor, { month: now, mark: 'withheld' });
    expect(told.entries.map(({ kind, words }) => [kind, words])).toEqual(
      [1, 2].map(() => [null, 'What this record says was erased, or is withheld from you.']),
    );
    expect((await getFixity(auditor, { month, kind: 'whole', mark: 'missed' })).entries).toEqual([]);
  });

  it('has the copy read whole after a grant to download, and takes nothing for granted of one to see', async () => {
    await house.granted('responder', 'see-contents', '10.0.0.0/8');
    expect((await viewed()).next[0]?.ground).toBe('active');
    await house.granted('analyst', 'download', '10.0.0.0/8');
    expect((await viewed()).next[0]).toMatchObject({ kind: 'whole', ground: 'transfer', state: 'later' });
  });

  it('has a sample read soon after an unexplained write, and after a control fails that guards every copy', async () => {
    const next = async () => (await viewed()).next[1];
    for (const read of ['GetBlob', 'CopyBlobSource']) await finding(read);
    await recordDrift(house.context.register, 'unknown');
    expect(await next()).toMatchObject({ kind: 'sample', ground: 'weekly' });
    await finding('CopyBlob');
    expect(await next()).toMatchObject({ kind: 'sample', ground: 'policy' });
    await house.database.asAdmin('update copy_verification set created_at = now()'); // not in the far future
    expect((await schedule(inDays(0.1))).opened).toBe(true); // the whole read that the grant brought
    await read(house.context.locker);
    expect(await next()).toMatchObject({ kind: 'sample', ground: 'weekly' });
    await recordDrift(house.context.register, 'fail');
    const byAccount = await next();
    expect(byAccount?.ground).toBe('policy');
    await finding('SetBlobTier');
    const byTier = await next();
    expect(Date.parse(byAccount?.dueBy ?? '') - Date.parse(byTier?.dueBy ?? '')).toBeGreaterThan(1.9 * dayMs);
  });

  it('freezes the item whose sample is not as sealed, ends its links on nobody’s behalf, and stops', async () => {
    await schedule(inDays(200)); // the whole read that is due by then
    await read(house.context.locker);
    await house.database.asAdmin('update copy_verification set created_at = now()'); // not in the far future
    expect(await schedule(inDays(6.9))).toMatchObject({ opened: true });
    const actor = { ...house.person('analyst'), ip: '10.1.2.3' };
    await makeLink.run(house.context, actor, { evidenceId: house.item.id, hours: 1 });
    await read({ ...house.context.locker, open: withAnotherByte });
    expect((await house.facts('evidence.sampled')).at(-1)?.detail).toMatchObject({
      ...{ outcome: 'differs', bytes: null, problem: expect.stringMatching(/not what was sealed/) },
    });
    expect(await house.facts('evidence.frozen')).toHaveLength(1);
    expect(await endLinks(house.context, AbortSignal.timeout(30_000))).toBe(true);
    expect(await house.facts('access.links-revoked')).toMatchObject([{ actor: { onBehalfOf: null } }]);
    expect((await viewed()).next.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    expect(await schedule(inDays(400))).toEqual({ opened: false, missed: 0 });
  });
});

/** What the comparison with Azure's log says of a request that nobody explains. */
function finding(operation: string) {
  const id = randomUUID();
  const azure = {
    ...{ recordId: id, operation, resource: 'a/b', caller: null, callerName: null, address: null },
    ...{ status: '200 Success', correlationId: null, clientRequestId: null },
  };
  const detail = {
    ...{ findingId: id, kind: 'unexplained-access' as const, log: 'blob' as const, azure },
    ...{ at: inDays(0).toISOString(), until: null, ledger: { words: 'Nobody.', eventIds: [] } },
    coverage: { from: null, to: null, latenessMinutes: 60 },
  };
  const of = { evidenceId: house.item.id, incidentId: house.item.incidentId };
  return recordFindings(house.context.register, [{ id, key: id, ...of, detail }], null);
}

function schedule(now: Date) {
  return scheduleChecks(house.database.register, bytesPerHour, now);
}

async function read(locker: EvidenceLocker): Promise<void> {
  expect(await verifyCopy({ ...house.context, locker }, AbortSignal.timeout(30_000))).toBe(true);
}

function startByPerson() {
  const input = { evidenceId: house.item.id };
  return startCopyVerification.run(house.context, house.person('analyst'), input);
}

function viewed() {
  const viewer = { actor: house.person('auditor'), db: house.database.db };
  return getItemVerifications(viewer, house.item.id);
}

/** The kinds of check that alarms say were missed. */
async function openAlarms(): Promise<readonly string[]> {
  const rows = await house.database.db.alarm.findMany({ where: { kind: 'fixity', clearedAt: null } });
  return rows.map(({ key }) => key.split(':')[2] ?? '').toSorted();
}

/** The store with one byte of every disk changed; manifests are as they were. */
const withAnotherByte: EvidenceLocker['open'] = async (container, blob, signal) => {
  const reader = await house.context.locker.open(container, blob, signal);
  if (reader === null || reader.sizeBytes < 1_000_000n) return reader;
  const spoilt = async function* (start: bigint, end: bigint, signalOfRead: AbortSignal) {
    for await (const chunk of await reader.read(start, end, signalOfRead))
      yield chunk.map((byte) => byte ^ 1);
  };
  return { ...reader, read: async (...range) => spoilt(...range) };
};
