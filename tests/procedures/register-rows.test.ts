import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../lib/adapters/prisma/client.ts';
import { prismaCustodyRegister } from '../../lib/adapters/prisma/custody-register.ts';
import type { RegisterDesk } from '../../lib/ports/custody-register.ts';
import type { SourceIncident } from '../../lib/ports/incident-source.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { acquisitionRequest, analyst, denied, diskSource, system } from '../support/facts.ts';

let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
});
afterAll(async () => await at?.close());

const write = <R>(change: (desk: RegisterDesk) => Promise<R>): Promise<R> =>
  at.register.record(system, ['access.denied'], async (desk) => {
    const result = await change(desk);
    return { events: [denied('p', 'x')], result };
  });

const vm = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/VM-Web-01';
const sourceIncident = (externalId: string, title: string): SourceIncident => ({
  externalId,
  title,
  severity: 'high',
  status: 'active',
  classification: null,
  assignedTo: null,
  webUrl: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-02T00:00:00Z',
  alerts: [
    {
      externalId: 'alert-1',
      title: 'Odd sign-in',
      severity: 'high',
      category: null,
      description: null,
      firstActivityAt: null,
      createdAt: '2026-01-01T00:00:00Z',
      machineResourceIds: [vm],
      devices: [
        { deviceId: 'device-1', name: 'vm-web-01', osPlatform: 'Linux', health: null, vmResourceId: null },
      ],
    },
  ],
});

describe('an incident from its source', () => {
  it('is created once, refreshed afterwards, and keeps its number and what was done here', async () => {
    const first = await write((desk) => desk.importIncident('defender', sourceIncident('ext-1', 'Before')));
    await write((desk) => desk.setIncidentStatus(first.incident.id, 'closed'));
    const again = await write((desk) => desk.importIncident('defender', sourceIncident('ext-1', 'After')));
    expect(first.before).toBeNull();
    expect(again).toMatchObject({
      before: { title: 'Before', alerts: { 'alert-1': 'Odd sign-in (high)' } },
      incident: { id: first.incident.id, number: first.incident.number, title: 'After', status: 'closed' },
    });
    expect(first.incident.number).toMatch(/^INC-\d{4}-\d{4}$/);
    expect(first.incident.container).toBe(first.incident.number.toLowerCase());
    expect(await at.db.incidentAlert.count()).toBe(1);
    expect(await at.db.incidentMachine.findMany()).toMatchObject([
      { resourceId: vm.toLowerCase(), name: 'VM-Web-01', facts: null },
    ]);
    expect(await at.db.incidentDevice.count()).toBe(1);
  });

  it('is one incident when two workers see it at the same moment', async () => {
    const both = await Promise.all(
      [1, 2, 3].map(() => write((desk) => desk.importIncident('defender', sourceIncident('ext-2', 'Race')))),
    );
    expect(both.filter((one) => one.before === null)).toHaveLength(1);
    expect(new Set(both.map((one) => one.incident.id)).size).toBe(1);
  });
});

describe('machines', () => {
  it('are found by resource id in any spelling, and only once Azure was asked', async () => {
    const { incident } = await write((desk) =>
      desk.importIncident('defender', sourceIncident('ext-3', 'Machines')),
    );
    expect(await at.register.look.machine(incident.id, vm)).toBeNull();
    const { machine, disk } = diskSource('os');
    await write((desk) => desk.saveMachine(incident.id, { ...machine, resourceId: vm, disks: [disk] }));
    expect(await at.register.look.machine(incident.id, vm.toUpperCase())).toEqual({
      ...machine,
      resourceId: vm,
      disks: [disk],
    });
    expect(await at.register.look.machine('not-an-id', vm)).toBeNull();
  });
});

describe('evidence', () => {
  const digests = {
    algorithm: 'SHA-256' as const,
    sha256: 'ab'.repeat(32),
    payloadSha256: 'cd'.repeat(32),
    manifestRoot: 'AA==',
    blockSize: 4_194_304,
    blockCount: 1,
    sizeBytes: '512',
    bytesRead: '512',
    bytesKnownZero: '0',
    readMode: 'full' as const,
  };
  const protection = {
    container: 'inc-2026-0001',
    policyState: 'Locked' as const,
    retentionDays: 1,
    retentionUntil: '2026-02-01T00:00:00Z',
    legalHoldTags: ['hold'],
    extensionsLeft: 5,
    readBackAt: '2026-01-01T00:00:00Z',
  };

  it('goes from being acquired to sealed with what was read back, once, and never back', async () => {
    const { incident } = await write((desk) =>
      desk.importIncident('defender', sourceIncident('ext-4', 'Seal')),
    );
    const made = await write((desk) => desk.createAcquisition(acquisitionRequest(incident.id, 'sealed')));
    expect(await write((desk) => desk.beginCopyAttempt(made.acquisitionId))).toBe(1);
    await write((desk) => desk.setCopy(made.acquisitionId, 'EV/attempt-1/disk.vhd', 512n));
    await write((desk) => desk.sealEvidence(made.evidenceId, { digests, protection }));
    await expect(
      write((desk) => desk.sealEvidence(made.evidenceId, { digests, protection })),
    ).rejects.toMatchObject({ code: 'conflict' });
    await write((desk) => desk.closeEvidence(made.evidenceId, 'not-acquired'));
    const item = await at.db.evidenceItem.findUniqueOrThrow({ where: { id: made.evidenceId } });
    expect(item).toMatchObject({
      state: 'sealed',
      sha256: digests.sha256,
      digests,
      protection,
      sizeBytes: 512n,
    });
    expect(await at.register.look.acquisition(made.acquisitionId)).toMatchObject({
      exhibitNumber: made.exhibitNumber,
      blob: 'EV/attempt-1/disk.vhd',
      copyAttempt: 1,
      requester: analyst,
      steps: { corroborate: { state: 'waiting', attempt: 0, outcome: null } },
    });
    expect(
      await at.register.look.openAcquisitionOfDisk(diskSource('sealed').disk.resourceId?.toUpperCase() ?? ''),
    ).toMatchObject({ id: made.acquisitionId });
    expect(await at.register.look.acquisitionsByRequestKey('key-sealed')).toEqual([
      {
        id: made.acquisitionId,
        exhibitNumber: made.exhibitNumber,
        incidentId: incident.id,
        requesterObjectId: analyst.objectId,
        rehearsal: false,
        reason: 'suspected intrusion',
        authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
        readMode: 'page-list',
        diskResourceId: diskSource('sealed').disk.resourceId?.toLowerCase(),
      },
    ]);
  });
});

describe('sessions', () => {
  const hash = 'ab'.repeat(32);
  const absoluteExpiresAt = new Date(Date.now() + 3_600_000);

  it('are kept under the hash of their id, without the request they began with, and revoked once', async () => {
    await write((desk) => desk.openSession({ actor: { ...analyst, sessionId: hash }, absoluteExpiresAt }));
    const row = await at.db.session.findFirstOrThrow();
    expect(Buffer.from(row.idHash).toString('hex')).toBe(hash);
    expect(row).toMatchObject({
      objectId: analyst.objectId,
      ip: '127.0.0.1',
      actor: { sessionId: null, ip: null, userAgent: null },
    });
    expect(await write((desk) => desk.revokeSessions(analyst.objectId, 'cd'.repeat(32)))).toBe(0);
    expect(await write((desk) => desk.revokeSessions('someone-else', null))).toBe(0);
    expect(await write((desk) => desk.revokeSessions(analyst.objectId, hash))).toBe(1);
    expect(await write((desk) => desk.revokeSessions(analyst.objectId, null))).toBe(0);
  });
});

describe('settings and notifications', () => {
  it('are one row per person, updated in place; a renewed notification is unread again', async () => {
    const note = {
      personObjectId: 'p1',
      key: 'acquisition/1',
      level: 'progress' as const,
      title: 'copying',
      href: '/',
    };
    await write((desk) => desk.notify(note));
    await at.db.notification.updateMany({ data: { readAt: new Date() } });
    await write((desk) => desk.notify({ ...note, level: 'info', title: 'sealed' }));
    await write((desk) => desk.saveSettings('p1', { timeZone: 'Europe/Vienna', appearance: 'dark' }));
    await write((desk) => desk.saveSettings('p1', { timeZone: 'UTC', appearance: 'light' }));
    expect(await at.db.notification.findMany()).toMatchObject([
      { level: 'info', title: 'sealed', readAt: null },
    ]);
    expect(await at.db.personSetting.findMany()).toMatchObject([
      { objectId: 'p1', timeZone: 'UTC', appearance: 'light' },
    ]);
  });
});

describe('without a database', () => {
  it('goes on by itself after every connection was cut', async () => {
    await write(async () => null);
    await at.asAdmin(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'holdfast_app' and datname = current_database()",
    );
    const before = await at.asAdmin('select id from custody_event');
    for (let i = 0; i < 3; i += 1) await write(async () => null);
    expect(await at.asAdmin('select id from custody_event')).toHaveLength(before.length + 3);
  });

  it('rolls back what was under way when its connection is cut, and says the database is away', async () => {
    const before = await at.asAdmin('select id from incident');
    await expect(
      write(async (desk) => {
        const incident = await desk.openIncident({ title: 'lost', severity: 'low', openedBy: analyst });
        await at.asAdmin(
          "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
        );
        await desk.addMember(incident.id, 'someone');
      }),
    ).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(await at.asAdmin('select id from incident')).toEqual(before);
  });

  it('says so with one code, for writing, reading and claiming', async () => {
    const db = connectDatabase('postgresql://holdfast_app:x@127.0.0.1:1/holdfast');
    const register = prismaCustodyRegister({ db, tool: { version: '1.0.0', commit: 'test' }, jobs: at.jobs });
    const id = '00000000-0000-4000-8000-000000000000';
    const down = { code: 'storage-unavailable' };
    await expect(
      register.record(analyst, ['access.denied'], async () => ({ events: [denied('p', 'x')], result: null })),
    ).rejects.toMatchObject(down);
    await expect(register.look.incident(id)).rejects.toMatchObject(down);
    await expect(register.claimStep(id, 'corroborate', 'w')).rejects.toMatchObject(down);
    await db.$disconnect();
  });

  it('answers an unknown incident with not-found, not with a fault', async () => {
    await expect(
      write((desk) => desk.addNote('00000000-0000-4000-8000-000000000000', analyst, 'x')),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      write((desk) => desk.setIncidentStatus('00000000-0000-4000-8000-000000000000', 'closed')),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
