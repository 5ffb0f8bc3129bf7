import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ComputeManagementClient } from '@azure/arm-compute';
import { StorageManagementClient } from '@azure/arm-storage';
import { BlobClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { forensicMachine, workingCopiesGroup, workstationsGroup } from '../../lib/embedded/cloud/tenant.ts';
import { endLinks } from '../../lib/procedures/access/end-links.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { revokeLinks } from '../../lib/procedures/access/revoke-links.ts';
import { removeWorkingCopy } from '../../lib/procedures/working-copy/remove-working-copy.ts';
import { requestWorkingCopy } from '../../lib/procedures/working-copy/request-working-copy.ts';
import { workOnCopy } from '../../lib/procedures/working-copy/work-on-copy.ts';
import { getItemReaders } from '../../lib/queries/get-item-readers.ts';
import { personCredential } from '../support/arm-cloud.ts';
import { askedOn } from '../support/asked-access.ts';
import { type Fact, type GrantUseHouse, reason, startGrantUseHouse } from '../support/grant-use-house.ts';
import { stage } from '../support/stage.ts';

const patience = () => AbortSignal.timeout(60_000);
const once = { retryOptions: { maxTries: 1 } };
const machineId = `${workstationsGroup}/providers/Microsoft.Compute/virtualMachines/${forensicMachine}`;
const running = new AbortController().signal;
let house: GrantUseHouse;
beforeAll(async () => {
  house = await startGrantUseHouse();
});
afterAll(() => house?.close());

describe('a link to a sealed copy', () => {
  it('reads the whole copy, for its person with their own token alone, and is recorded without itself', async () => {
    const { grantId } = await house.granted('responder', 'download', '127.0.0.0/8');
    const link = await made('responder');
    expect(sha256(await read(link.url, 'responder'))).toBe(sha256(house.disk));
    expect(link.sha256).toBe(sha256(house.disk));
    await expect(read(link.url, 'analyst')).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    await expect(read(link.url, null)).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    const query = new URL(link.url).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      ...{ sp: 'r', sr: 'b', spr: 'https', sip: '127.0.0.0-127.255.255.255', scid: grantId },
      sduoid: house.person('responder').objectId,
    });
    expect(Date.parse(link.endsAt) - Date.now()).toBeLessThan(2 * 3_600_000);
    const fact = (await house.facts('access.link-made')).at(-1);
    expect(fact?.detail).toMatchObject({
      ...{ grantId, addresses: '127.0.0.0/8', endsAt: link.endsAt },
      sasSha256: sha256(Buffer.from(new URL(link.url).search.slice(1))),
      keyExpiry: expect.stringMatching(/^\d{4}-/),
    });
    const signature = query.get('sig') ?? '?';
    expect(await house.everythingStored()).not.toContain(signature);
    expect(await house.everythingStored()).not.toContain(encodeURIComponent(signature));
  });

  it('never outlives its grant, however many hours were asked for', async () => {
    const { endsAt } = await house.grantOf('responder', 'download');
    const link = await made('responder', 8);
    expect(Date.parse(link.endsAt)).toBeLessThanOrEqual(endsAt.getTime());
    expect(endsAt.getTime() - Date.parse(link.endsAt)).toBeLessThan(1_000);
  });

  it('is of no use from another address, or after its end', async () => {
    await house.granted('auditor', 'download', '10.0.0.0/8');
    const away = await made('auditor', 1, '10.1.2.3');
    await expect(read(away.url, 'auditor')).rejects.toMatchObject({ code: 'AuthorizationSourceIPMismatch' });
    const link = await made('responder', 1);
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 3_700 });
    await expect(read(link.url, 'responder')).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('is not made without a grant, from elsewhere, for foreign networks, or where nobody signs', async () => {
    const before = (await house.facts('access.link-made')).length;
    await expect(made('analyst')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(made('responder', 1, '192.0.2.1')).rejects.toThrow(/you are at 192\.0\.2\.1/);
    await house.granted('lead-1', 'download', '192.0.2.0/24');
    await expect(made('lead-1', 1, '192.0.2.1')).rejects.toThrow(/inside the SOC’s network/);
    const { links: _none, ...context } = house.context;
    await expect(makeLink.run(context, house.person('responder'), input(1))).rejects.toMatchObject({
      code: 'not-feasible',
    });
    expect((await house.facts('access.link-made')).length).toBe(before);
  });

  it('is not handed out if the grant is revoked before its record is signed', async () => {
    const { requestId } = await house.granted('lead-2', 'download', '127.0.0.0/8');
    await house.pauseSigning();
    const making = made('lead-2').catch((error: unknown) => error);
    await house.until(async () => (await house.facts('access.link-made', 'lead-2')).length === 1);
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason });
    house.goOnSigning();
    expect(await making).toMatchObject({ message: expect.stringMatching(/no live grant/) });
    expect((await house.facts('access.link-withheld')).at(-1)?.detail).toMatchObject({
      problem: expect.stringMatching(/no live grant/),
    });
  });

  it('lives on when its grant is revoked, until every link is ended: each grant’s record says so', async () => {
    const one = await house.granted('responder', 'download', '127.0.0.0/8');
    const link = await made('responder');
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId: one.requestId, reason });
    expect((await read(link.url, 'responder')).length).toBe(house.disk.length);
    await linkElsewhere();
    const live = await house.context.register.look.liveLinks();
    const ask = (linkIds: readonly string[]) =>
      revokeLinks.run(house.context, house.person('lead-2'), {
        requestId: one.requestId,
        reason,
        linkIds: [...linkIds],
      });
    expect(await readsByLink('Responder')).toBe(true);
    await expect(ask(live.slice(1).map(({ id }) => id))).rejects.toThrow(/another link was made/);
    await house.cloud.fault('StorageAccounts_RevokeUserDelegationKeys', {
      kind: 'status',
      status: 403,
      code: 'AuthorizationFailed',
      message: 'no',
    });
    await ask(live.map(({ id }) => id));
    await expect(ask(live.map(({ id }) => id))).rejects.toMatchObject({ code: 'conflict' });
    expect(await endLinks(house.context, patience())).toBe(false);
    expect((await read(link.url, 'responder')).length).toBe(house.disk.length);
    const later = (seconds: number) =>
      house.database.asAdmin(
        `update link_revocation set lease_until = lease_until - interval '${seconds} seconds'
         where done_at is null`,
      );
    await later(11);
    const { register } = house.context;
    expect(await register.claimLinkRevocation()).not.toBeNull(); // by a worker whose call takes a minute
    await later(61);
    expect(await endLinks(house.context, patience())).toBe(false);
    await later(30);
    expect(await endLinks(house.context, patience())).toBe(true);
    expect(await endLinks(house.context, patience())).toBe(false);
    await expect(read(link.url, 'responder')).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    expect(await house.context.register.look.liveLinks()).toEqual([]);
    expect(await readsByLink('Responder')).toBe(false);
    const asked = (await house.facts('access.links-revoking')).at(-1);
    const ended = await house.facts('access.links-revoked');
    const here = live.filter(({ incidentId }) => incidentId === house.item.incidentId);
    expect(live.length - here.length).toBe(1); // which the facts of this incident do not name
    expect(asked?.detail.grants).toEqual([...new Set(here.map(({ number }) => number))]);
    expect(ended.flatMap(({ detail }) => detail.linkIds).sort()).toEqual(here.map(({ id }) => id).sort());
    expect(ended[0]?.actor).toMatchObject({ identity: 'link-signer', onBehalfOf: { displayName: 'Lead 2' } });
    await expect(ask([crypto.randomUUID()])).rejects.toThrow(/No link lives/);
  });
});

describe('a disk made of a sealed copy', () => {
  it('is uploaded where import is refused, read back, and attached as a derivative that may change', async () => {
    const { grantId } = await house.granted('responder', 'disk', '10.0.0.0/8');
    const { id, number } = await asked('responder', 3);
    expect(number).toBe(`${house.item.exhibitNumber}-W1`);
    await make();
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
    expect(await places()).toEqual([[3, `wc-${number.toLowerCase()}`]]);
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
    const id = await newest();
    await expect(remove('analyst', id)).rejects.toMatchObject({ code: 'not-found' });
    await remove('responder', id);
    await expect(remove('responder', id)).rejects.toMatchObject({ code: 'conflict' });
    await takeAway();
    expect((await of(id, 'derivative.detached'))[0]?.detail).toMatchObject({ why: 'asked' });
    expect((await of(id, 'derivative.removed'))[0]?.detail).toMatchObject({ why: 'asked' });
    expect([await places(), await state(id)]).toMatchObject([[], { state: 'removed' }]);
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
    await takeAway();
  });

  it('is imported where Azure may read the copy, and goes on where a worker fell silent after attaching', async () => {
    await letAzurePass();
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
    await house.until(async () => (await places()).length === 1);
    expect([
      (await of(id, 'derivative.attached')).length,
      await workOnCopy(house.context, 'make', running),
    ]).toEqual([
      0,
      false, // it is another worker's until that one is silent for too long
    ]);
    await house.database.asAdmin(`update working_copy set lease_until = now() where id = '${id}'`);
    await make();
    expect((await of(id, 'derivative.imported')).map(({ detail }) => detail.path)).toEqual(['import']);
    goOn();
    await first;
    expect((await of(id, 'derivative.attached')).length).toBe(1);
    expect(await places()).toEqual([[5, expect.stringMatching(/^wc-/)]]);
    expect(await state(id)).toMatchObject({ state: 'attached', leaseUntil: null });
  });

  it('is taken away when its grant is revoked, tried again while Azure refuses, and everyone is told', async () => {
    const id = await newest();
    const { requestId } = await house.grantOf('responder', 'disk');
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason });
    expect(await house.context.register.endOverdueWorkingCopies()).toBe(1);
    await house.cloud.fault(
      'VirtualMachines_AttachDetachDataDisks',
      { kind: 'status', status: 409, code: 'OperationNotAllowed', message: 'busy' },
      2,
    );
    await takeAway();
    await tryNow(id);
    await takeAway();
    const failures = (await of(id, 'derivative.failed')).map(({ detail }) => detail);
    expect(failures).toMatchObject([{ doing: 'remove', willRetry: true }]); // once for the same refusal
    expect(await state(id)).toMatchObject({ state: 'attached', problem: expect.stringMatching(/busy/) });
    expect(await workOnCopy(house.context, 'take-away', running)).toBe(false); // not yet
    await tryNow(id);
    await takeAway();
    expect((await of(id, 'derivative.removed'))[0]?.detail).toMatchObject({ why: 'revoked' });
    expect(await places()).toEqual([]);
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
    await takeAway();
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
    await make();
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
    await tryNow(id);
    await takeAway();
    expect(await disks.find(`wc-${number.toLowerCase()}`, patience())).toBeNull();
    expect((await of(id, 'derivative.detached')).length).toBe(2);
    expect([await places(), await state(id)]).toMatchObject([[], { state: 'removed' }]);
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
    await takeAway();
  });

  it('is given up, and what there is of it taken away, when the item may not leave any more', async () => {
    const { id } = await asked('responder', 2);
    await house.database.asAdmin(
      `insert into ledger_freeze (id, stream_id, since, checked_at, attack, words, anchored_size, anchored_note, witnessed_size)
       values (1, gen_random_uuid(), now(), now(), 'edited', 'entry 3 differs', 3, '', 0)`,
    );
    await make();
    await house.database.asAdmin('delete from ledger_freeze');
    expect((await of(id, 'derivative.failed'))[0]?.detail).toMatchObject({
      ...{ doing: 'make', willRetry: false },
      problem: expect.stringMatching(/entry 3 differs/),
    });
    await takeAway();
    expect((await of(id, 'derivative.removed')).length).toBe(1);
    expect(await house.everythingStored()).not.toContain('sig=');
  });
});

function input(hours: number) {
  return { evidenceId: house.item.id, hours };
}

function made(account: string, hours = 1, ip = '127.0.0.1') {
  return makeLink.run(house.context, { ...house.person(account), ip }, input(hours));
}

/** Reads by a link with the person's own token, as a tool of theirs does. */
async function read(url: string, account: string | null): Promise<Buffer> {
  const credential = account === null ? undefined : personCredential(house.cloud, account);
  const answer = await new BlobClient(url, credential, once).download();
  return await buffer(answer.readableStreamBody as Readable);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

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

async function make(): Promise<void> {
  expect(await workOnCopy(house.context, 'make', running)).toBe(true);
}

async function takeAway(): Promise<void> {
  expect(await workOnCopy(house.context, 'take-away', running)).toBe(true);
}

/** Ends the pause after a failed attempt. */
async function tryNow(id: string): Promise<void> {
  await house.database.asAdmin(`update working_copy set next_try_at = now() where id = '${id}'`);
}

/** A live link of a grant in an incident that not everybody may see, past the procedures. */
async function linkElsewhere(): Promise<void> {
  const hidden = await stage(house.database, { restricted: true });
  const request = await askedOn(house.database, hidden, { granted: true });
  await house.database.asAdmin(
    `insert into access_link (id, grant_id, evidence_id, sas_sha256, addresses, starts_at, ends_at)
     select gen_random_uuid(), id, $1, '', '10.0.0.0/8', now(), now() + interval '1 hour'
     from access_grant where request_id = $2`,
    [hidden.evidenceId, request],
  );
}

/** Whether an auditor finds that person among who can read the item by a link, a minute from now. */
async function readsByLink(name: string): Promise<boolean> {
  const soon = new Date(Date.now() + 60_000).toISOString().slice(0, 16);
  const viewer = { actor: house.person('auditor'), db: house.database.db };
  const { readers } = await getItemReaders(viewer, house.item.id, soon);
  return readers.some((one) => one.name === name && one.ways.some(({ words }) => words.includes('(Link)')));
}

async function of(id: string, type: string): Promise<readonly Fact[]> {
  return (await house.facts(type)).filter(({ detail }) => detail.workingCopyId === id);
}

function state(id: string) {
  return house.database.db.workingCopy.findUniqueOrThrow({ where: { id } });
}

async function newest(): Promise<string> {
  return (await house.database.db.workingCopy.findFirstOrThrow({ orderBy: { ordinal: 'desc' } })).id;
}

/** LUN and name of every data disk of the workstation, as Azure says. */
async function places() {
  const { arm, clientIds, socSubscriptionId } = house.cloud.endpoints;
  const credential = managedIdentity(clientIds.diskExporter);
  const { virtualMachines } = new ComputeManagementClient(credential, socSubscriptionId, { endpoint: arm });
  const machine = await virtualMachines.get(workstationsGroup.split('/').at(-1) ?? '', forensicMachine);
  return (machine.storageProfile?.dataDisks ?? []).map(({ lun, name }) => [lun, name]);
}

async function letAzurePass(): Promise<void> {
  const { socSubscriptionId, lockerResourceGroup, lockerAccount, arm } = house.cloud.endpoints;
  const scope = `/subscriptions/${socSubscriptionId}`;
  await house.cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope });
  const credential = personCredential(house.cloud, 'auditor');
  const { storageAccounts } = new StorageManagementClient(credential, socSubscriptionId, { endpoint: arm });
  await storageAccounts.update(lockerResourceGroup, lockerAccount, {
    minimumTlsVersion: 'TLS1_2', // the client leaves network rules out when they come alone
    networkRuleSet: { defaultAction: 'Deny', bypass: 'AzureServices' },
  });
}
