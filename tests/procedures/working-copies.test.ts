import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forensicMachine, workingCopiesGroup, workstationsGroup } from '../../lib/embedded/cloud/tenant.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { removeWorkingCopy } from '../../lib/procedures/working-copy/remove-working-copy.ts';
import { requestWorkingCopy } from '../../lib/procedures/working-copy/request-working-copy.ts';
import { workOnCopy } from '../../lib/procedures/working-copy/work-on-copy.ts';
import { type Fact, reason } from '../support/grant-use-house.ts';
import { openWorkingCopyHouse, running, type WorkingCopyHouse } from '../support/working-copy-house.ts';

const patience = () => AbortSignal.timeout(60_000);
const machineId = `${workstationsGroup}/providers/Microsoft.Compute/virtualMachines/${forensicMachine}`;
let house: WorkingCopyHouse;

beforeAll(async () => {
  house = await openWorkingCopyHouse();
});

afterAll(() => house?.close());

describe('a disk made of a sealed copy', () => {
  it('is uploaded where import is refused, read back, and attached as a derivative that may change', async () => {
    const { grantId } = await house.granted('responder', 'disk', '10.0.0.0/8');
    const { id, number } = await asked('responder', 3);
    expect(number).toBe(`${house.item.exhibitNumber}-W1`);
    await house.make();
    const [imported] = await of(id, 'derivative.imported');
    const sealed = (await house.facts('evidence.sealed'))[0]?.detail.digests;
    expect(imported?.detail).toMatchObject({
      ...{ grantId, workingCopy: number, path: 'upload' },
      pathReason: expect.stringMatching(/refused to import the copy: SourceBlobNotAccessible/),
      digests: { payloadSha256: sealed.payloadSha256, sizeBytes: String(house.disk.length) },
    });
    const [attached] = await of(id, 'derivative.attached');
    expect(attached?.actor).toMatchObject({
      identity: 'disk-exporter',
      onBehalfOf: { displayName: 'Responder' },
    });
    expect(attached?.detail).toMatchObject({ machineId: machineId.toLowerCase(), lun: 3 });
    expect(await house.places()).toEqual([[3, `wc-${number.toLowerCase()}`]]);
    expect(await state(id)).toMatchObject({ state: 'attached', leaseUntil: null });
  });

  it('never leads to a call that names the machine it came from: the footprint has every call', async () => {
    const facts = await house.facts('derivative.attached');
    const calls = facts.flatMap(({ detail }) => detail.azure as { operation: string; target: string }[]);
    expect(calls.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining([
        'PUT Microsoft.Compute/disks',
        'POST Microsoft.Compute/disks/beginGetAccess',
        'POST Microsoft.Compute/virtualMachines/attachDetachDataDisks',
        'PUT Blob',
      ]),
    );
    const allowed = new RegExp(
      `^(${workingCopiesGroup}/|${workstationsGroup}/|/subscriptions/[^/]+/providers/Microsoft.Compute/locations/|127\\.)`,
      'i',
    );
    expect(calls.filter(({ target }) => !allowed.test(target))).toEqual([]);
    expect(JSON.stringify(calls)).not.toMatch(/vm-a|sig=/);
  });

  it('is taken away when the person asks, and its place is free again', async () => {
    const id = await house.newest();
    await expect(remove('analyst', id)).rejects.toMatchObject({ code: 'not-found' });
    await remove('responder', id);
    await expect(remove('responder', id)).rejects.toMatchObject({ code: 'conflict' });
    await house.takeAway();
    expect((await of(id, 'derivative.detached'))[0]?.detail).toMatchObject({ why: 'asked' });
    expect((await of(id, 'derivative.removed'))[0]?.detail).toMatchObject({ why: 'asked' });
    expect([await house.places(), await state(id)]).toMatchObject([[], { state: 'removed' }]);
    expect(await workOnCopy(house.context, 'take-away', running)).toBe(false);
  });

  it('is not made without a grant for a disk, elsewhere, at a taken place or at no workstation', async () => {
    await expect(asked('analyst', 0)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(asked('responder', 0, '192.0.2.1')).rejects.toThrow(/you are at 192\.0\.2\.1/);
    await house.granted('auditor', 'download', '10.0.0.0/8');
    await expect(asked('auditor', 0)).rejects.toMatchObject({ code: 'forbidden' });
    const source = (await house.facts('acquisition.requested'))[0]?.detail.source.machine.resourceId;
    await expect(asked('responder', 0, '10.1.2.3', source)).rejects.toMatchObject({ code: 'not-found' });
    await expect(askedAtItsSource(source)).rejects.toThrow(/taken from this very machine/);
    const first = await asked('responder', 0);
    await expect(asked('responder', 0)).rejects.toThrow(/LUN 0 of this workstation holds EV-/);
    await remove('responder', first.id);
    await house.takeAway();
  });

  it('is imported where Azure may read the copy, and goes on where a worker fell silent after attaching', async () => {
    await house.letAzurePass();
    const { id } = await asked('responder', 5);
    const { register } = house.context;
    const { gate: suspended, open: goOn } = newGate();
    const silent = {
      ...house.context,
      register: {
        ...register,
        record: (async (actor, may, fn) => {
          if (may.some((type) => type === 'derivative.attached')) await suspended;
          return await register.record(actor, may, fn);
        }) as typeof register.record,
      },
    };
    const first = workOnCopy(silent, 'make', running);
    await house.until(async () => (await house.places()).length === 1);
    expect([
      (await of(id, 'derivative.attached')).length,
      await workOnCopy(house.context, 'make', running),
    ]).toEqual([
      0,
      false, // it is another worker's until that one is silent for too long
    ]);
    await house.database.asAdmin(`update working_copy set lease_until = now() where id = '${id}'`);
    await house.make();
    expect((await of(id, 'derivative.imported')).map(({ detail }) => detail.path)).toEqual(['import']);
    goOn();
    await first;
    expect((await of(id, 'derivative.attached')).length).toBe(1);
    expect(await house.places()).toEqual([[5, expect.stringMatching(/^wc-/)]]);
    expect(await state(id)).toMatchObject({ state: 'attached', leaseUntil: null });
  });

  it('is taken away when its grant is revoked, tried again while Azure refuses, and everyone is told', async () => {
    const id = await house.newest();
    const { requestId } = await house.grantOf('responder', 'disk');
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason });
    expect(await house.context.register.endOverdueWorkingCopies()).toBe(1);
    await house.cloud.fault(
      'VirtualMachines_AttachDetachDataDisks',
      { kind: 'status', status: 409, code: 'OperationNotAllowed', message: 'busy' },
      2,
    );
    await house.takeAway();
    await house.tryNow(id);
    await house.takeAway();
    const failures = (await of(id, 'derivative.failed')).map(({ detail }) => detail);
    expect(failures).toMatchObject([{ doing: 'remove', willRetry: true }]); // once for the same refusal
    expect(await state(id)).toMatchObject({ state: 'attached', problem: expect.stringMatching(/busy/) });
    expect(await workOnCopy(house.context, 'take-away', running)).toBe(false); // not yet
    await house.tryNow(id);
    await house.takeAway();
    expect((await of(id, 'derivative.removed'))[0]?.detail).toMatchObject({ why: 'revoked' });
    expect(await house.places()).toEqual([]);
    await expect(asked('responder', 1)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('does not stay behind where a silent worker makes it after it was taken away', async () => {
    await house.granted('responder', 'disk', '10.0.0.0/8');
    const { id, number } = await asked('responder', 6);
    const disks = house.context.workingDisks;
    if (disks === undefined) throw new Error('the house makes disks');
    const { gate, open } = newGate();
    let reached = false;
    const importCopy: typeof disks.importCopy = async (...all) => {
      reached = true;
      await gate;
      return await disks.importCopy(...all);
    };
    const late = workOnCopy({ ...house.context, workingDisks: { ...disks, importCopy } }, 'make', running);
    await house.until(async () => reached);
    await remove('responder', id);
    await house.database.asAdmin(`update working_copy set lease_until = now() where id = '${id}'`);
    await house.takeAway();
    open();
    await late;
    expect(await disks.find(`wc-${number.toLowerCase()}`, patience())).toBeNull();
    expect([
      (await of(id, 'derivative.imported')).length,
      (await of(id, 'derivative.failed')).length,
    ]).toEqual([0, 0]);
    expect(await state(id)).toMatchObject({ state: 'removed' });
  });

  it('is detached once more where a silent worker attaches it after it was detached', async () => {
    const { id, number } = await asked('responder', 7);
    await house.make();
    await remove('responder', id);
    const disks = house.context.workingDisks;
    if (disks === undefined) throw new Error('the house makes disks');
    const disturbed: typeof disks.remove = async (name, signal) => {
      await disks.attach(name, machineId.toLowerCase(), 7, signal);
      await disks.remove(name, signal);
    };
    await workOnCopy(
      { ...house.context, workingDisks: { ...disks, remove: disturbed } },
      'take-away',
      running,
    );
    expect(await state(id)).toMatchObject({
      state: 'detached',
      problem: expect.stringMatching(/still attached/),
    });
    await house.tryNow(id);
    await house.takeAway();
    expect(await disks.find(`wc-${number.toLowerCase()}`, patience())).toBeNull();
    expect((await of(id, 'derivative.detached')).length).toBe(2);
    expect([await house.places(), await state(id)]).toMatchObject([[], { state: 'removed' }]);
  });

  it('is given up by the roles that the tenant gives now, and by who still has it alone', async () => {
    const { id } = await asked('responder', 8);
    const bystander = { standing: async () => ({ enabled: true, roles: ['controller' as const] }) };
    const context = { ...house.context, people: { ...house.context.people, ...bystander } };
    const { register } = house.context;
    const taken = {
      ...register,
      record: (async (actor, may, fn) => {
        await house.database.asAdmin(`update working_copy set fence = fence + 1 where id = '${id}'`);
        return await register.record(actor, may, fn);
      }) as typeof register.record,
    };
    expect(await workOnCopy({ ...context, register: taken }, 'make', running)).toBe(true);
    expect((await of(id, 'derivative.failed')).length).toBe(0); // another worker had it by then
    expect(await state(id)).toMatchObject({ endWhy: null });
    await house.database.asAdmin(`update working_copy set lease_until = now() where id = '${id}'`);
    expect(await workOnCopy(context, 'make', running)).toBe(true);
    expect((await of(id, 'derivative.failed'))[0]?.detail).toMatchObject({
      ...{ willRetry: false, problem: expect.stringMatching(/roles that the tenant gives now/) },
    });
    expect(await state(id)).toMatchObject({ endWhy: 'held-back' });
    await house.takeAway();
  });

  it('is given up, and what there is of it taken away, when the item may not leave any more', async () => {
    const { id } = await asked('responder', 2);
    await house.database.asAdmin(
      `insert into ledger_freeze (id, stream_id, since, checked_at, attack, words, anchored_size, anchored_note, witnessed_size)
       values (1, gen_random_uuid(), now(), now(), 'edited', 'entry 3 differs', 3, '', 0)`,
    );
    await house.make();
    await house.database.asAdmin('delete from ledger_freeze');
    expect((await of(id, 'derivative.failed'))[0]?.detail).toMatchObject({
      ...{ doing: 'make', willRetry: false },
      problem: expect.stringMatching(/entry 3 differs/),
    });
    await house.takeAway();
    expect((await of(id, 'derivative.removed')).length).toBe(1);
    expect(await house.everythingStored()).not.toContain('sig=');
  });
});

function asked(account: string, lun: number, ip = '10.1.2.3', machine = machineId) {
  const input = { evidenceId: house.item.id, machineId: machine.toLowerCase(), lun };
  return requestWorkingCopy.run(house.context, { ...house.person(account), ip }, input);
}

/** Where the machine that the item came from is a workstation itself. */
function askedAtItsSource(source: string) {
  const disks = house.context.workingDisks;
  if (disks === undefined) throw new Error('the house makes disks');
  const station = { machineId: source.toLowerCase(), name: 'vm-a', region: 'westeurope', takenLuns: [] };
  const context = { ...house.context, workingDisks: { ...disks, workstations: async () => [station] } };
  const actor = { ...house.person('responder'), ip: '10.1.2.3' };
  const { machineId } = station;
  return requestWorkingCopy.run(context, actor, { evidenceId: house.item.id, machineId, lun: 0 });
}

function newGate() {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  return { gate, open };
}

function remove(account: string, workingCopyId: string) {
  return removeWorkingCopy.run(house.context, house.person(account), { workingCopyId, reason });
}

async function of(id: string, type: string): Promise<readonly Fact[]> {
  return (await house.facts(type)).filter(({ detail }) => detail.workingCopyId === id);
}

function state(id: string) {
  return house.database.db.workingCopy.findUniqueOrThrow({ where: { id } });
}
