import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSentence } from '../../lib/custody/acquisition-plan.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { recordedWords } from '../../lib/custody/recorded-words.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getAcquireOptions } from '../../lib/queries/get-acquire-options.ts';
import { formObject } from '../../lib/web/form-object.ts';
import { perform } from '../../lib/web/perform.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { rowFindings } from '../support/row-findings.ts';

const disk = () => fixedVhd(sparsePayload(5 << 20, [[0, 70_000]]));

let house: AcquisitionHouse;
let asking: ProcedureContext; // a tenant that has not been told to take the confirmation as given
beforeAll(async () => {
  house = await startAcquisitionHouse({ 'vm-first': disk(), 'vm-later': disk(), 'vm-set-up': disk() });
  asking = { ...house.context, policy: { ...house.context.policy, firstLockConfirmation: 'ask' } };
});
afterAll(() => house.close());

// The tests of this file tell one story in order: a tenant's first run, and what changes after it.
describe('before a tenant has locked anything', () => {
  it('the form asks for the name of the locker and offers a rehearsal', async () => {
    expect(await offer()).toEqual({
      account: asking.locker.account,
      phrase: asking.locker.account,
      rehearsalDays: 1,
    });
  });

  it.each([
    ['nothing', {}],
    ['nothing but spaces', { lockConfirmation: '   ' }],
    ['another name', { lockConfirmation: 'some-other-locker' }],
  ])(
    'a request with %s typed is refused beside the field, and nothing is begun or recorded',
    async (_, typed) => {
      const before = await count();
      await expect(submit('vm-first', typed)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('30 days, which nobody can undo'),
        detail: { lockConfirmation: expect.stringContaining(asking.locker.account) },
      });
      expect(await count()).toEqual(before);
    },
  );

  it('a rehearsal needs no typing, runs the whole way into its own container for one day, and places no hold', async () => {
    const id = await submit('vm-first', { rehearsal: 'true' });
    await house.run(id);
    const row = await house.database.db.acquisition.findUniqueOrThrow({
      where: { id },
      include: { evidence: true },
    });
    expect(row).toMatchObject({ state: 'done', rehearsal: true });
    expect(row.evidence).toMatchObject({ state: 'sealed', rehearsal: true });
    expect(row.evidence.exhibitNumber).toMatch(/^REH-\d{4}-0001$/);
    expect(row.evidence.container).toMatch(/^reh-inc-/);
    expect(row.evidence.protection).toMatchObject({
      policyState: 'Locked',
      retentionDays: 1,
      legalHoldTags: [],
    });
  });

  it('a form that was sent as a rehearsal never passes for one that takes evidence', async () => {
    const spent = await house.database.db.acquisition.findFirstOrThrow({ where: { rehearsal: true } });
    const again = { requestKey: spent.requestKey, lockConfirmation: asking.locker.account };
    await expect(submit('vm-first', again)).rejects.toMatchObject({ code: 'conflict' });
    expect(await submit('vm-first', { ...again, rehearsal: 'true' })).toBe(spent.id);
  });

  it('leaves the incident’s own container unmade, so that nothing real is locked by rehearsing', async () => {
    const { incidentId } = await house.machine('vm-first');
    const incident = await asking.register.look.incident(incidentId);
    await expect(
      asking.locker.protection(incident?.container ?? '', null, AbortSignal.timeout(9_000)),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('every event of the rehearsal says that it is one', async () => {
    const rows = await house.database.db.custodyEvent.findMany({ where: { acquisitionId: { not: null } } });
    const titles = rows.map((row) => recordedWords(readRecordedEvent(row.body)).title);
    expect(titles).toContain('Rehearsal: Sealed');
    expect(titles.filter((title) => !title.startsWith('Rehearsal: '))).toEqual([]);
  });

  it('the rehearsal does not count: the next request is asked again', async () => {
    expect(await offer()).toMatchObject({ phrase: asking.locker.account });
    await expect(submit('vm-first', {})).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('a set-up that confirmed it beforehand is recorded as that', async () => {
    const id = await submit('vm-set-up', {}, house.context);
    expect(await confirmations()).toEqual([expect.objectContaining({ how: 'setting', retentionDays: 30 })]);
    await house.run(id, 'check-feasibility');
  });

  it('the typed name locks, and who confirmed what stands in the incident’s own record', async () => {
    const id = await submit('vm-first', { lockConfirmation: ` ${asking.locker.account} ` });
    const { incidentId } = await house.machine('vm-first');
    const incident = await asking.register.look.incident(incidentId);
    expect((await confirmations()).at(-1)).toEqual({
      account: asking.locker.account,
      container: incident?.container,
      retentionDays: 30,
      how: 'typed',
    });
    await house.run(id);
    const row = await house.database.db.evidenceItem.findFirstOrThrow({ where: { acquisition: { id } } });
    expect(row).toMatchObject({
      state: 'sealed',
      rehearsal: false,
      exhibitNumber: expect.stringMatching(/^EV-/),
    });
    expect(row.protection).toMatchObject({ policyState: 'Locked', retentionDays: 30 });
  });
});

describe('after the first real copy', () => {
  it('nothing is asked and no rehearsal is offered', async () => {
    expect(await offer()).toBeNull();
    const before = (await confirmations()).length;
    await submit('vm-later', {});
    expect(await confirmations()).toHaveLength(before);
  });

  it('a rehearsal is refused: a day must not become a way around the retention', async () => {
    await expect(submit('vm-first', { rehearsal: 'true' })).rejects.toMatchObject({ code: 'conflict' });
  });
});

/** What the acquire form posts, through the same door as its action. Out: the id of the acquisition. */
async function submit(
  name: string,
  typed: Readonly<Record<string, string>>,
  context: ProcedureContext = asking,
): Promise<string> {
  const { incidentId, machine } = await house.machine(name);
  const ids = machine.disks.flatMap((one) => (one.resourceId === null ? [] : [one.resourceId]));
  const form = new FormData();
  const fields = {
    incidentId,
    machineResourceId: machine.resourceId,
    requestKey: crypto.randomUUID(),
    confirmedPlan: planSentence(machine, ids, context.policy, typed.rehearsal === 'true'),
    reason: 'suspected web shell, see the alert',
    'authority.type': 'internal-policy',
    'authority.number': 'IR-7',
    'authority.validFrom': '',
    'authority.validUntil': '',
    readMode: 'page-list',
    rehearsal: 'false',
    ...typed,
  };
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  for (const id of ids) form.append('diskResourceIds', id);
  const analyst = house.person('analyst');
  const { acquisitions } = await perform(context, analyst, requestAcquisition, formObject(form));
  return acquisitions[0]?.id ?? '';
}

async function offer() {
  const { incidentId } = await house.machine('vm-first');
  const { db } = house.database;
  const { id: machineId } = await db.incidentMachine.findFirstOrThrow({
    where: { incidentId, name: 'vm-first' },
  });
  const locker = { ...asking.policy, account: asking.locker.account };
  const viewer = { actor: house.person('analyst'), db };
  return (await getAcquireOptions(viewer, { incidentId, machineId, locker })).firstLock;
}

async function confirmations(): Promise<readonly object[]> {
  const where = { type: 'locker.lock-confirmed' };
  const rows = await house.database.db.custodyEvent.findMany({ where, orderBy: { occurredAt: 'asc' } });
  return rows.map((row) => {
    const { incidentId } = row;
    expect(incidentId).not.toBeNull();
    return readRecordedEvent(row.body).detail;
  });
}

async function count(): Promise<readonly number[]> {
  const { db } = house.database;
  return await Promise.all([db.acquisition.count(), db.custodyEvent.count()]);
}

describe('everything that was done above', () => {
  it('left only rows that its events say', async () => {
    expect(await rowFindings(house.database)).toEqual([]);
  });
});
