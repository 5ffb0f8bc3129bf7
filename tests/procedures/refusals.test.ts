import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { eventWords } from '../../lib/custody/event-words.ts';
import { cancelAcquisition } from '../../lib/procedures/acquisition/cancel-acquisition.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { addMachine } from '../../lib/procedures/incident/add-machine.ts';
import { writeNote } from '../../lib/procedures/incident/write-note.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { perform } from '../../lib/web/perform.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { personOf, testRuntime } from '../support/portal.ts';
import { acquisitionForm, stage, vmId } from '../support/stage.ts';

const reason = 'Named in the alert of today.';
let database: TestDatabase;
let wired: Runtime;
beforeAll(async () => {
  database = await freshDatabase();
  wired = testRuntime(database);
});
afterAll(() => database.close());

describe('a refusal is recorded in the stream of the person', () => {
  it('for want of a role, the same one once a minute', async () => {
    const auditor = personOf('auditor');
    const { incidentId } = await stage(database, { restricted: false });
    for (let again = 0; again < 3; again += 1)
      await expect(
        perform(wired.context, auditor, writeNote, { incidentId, text: 'a note' }),
      ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await detailsOf(auditor, 'access.denied')).toEqual([
      {
        permission: 'incident.write-note',
        subject: 'write-note',
        why: 'This needs one of the roles analyst, responder, lead.',
      },
    ]);
  });

  it('for want of their own rights in Azure, with the machine and the reason', async () => {
    const person = personOf('analyst');
    const { incidentId } = await stage(database, { restricted: false });
    const resourceId = vmId('untouchable-vm');
    await expect(
      perform(wired.context, person, addMachine, { incidentId, resourceId, reason }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await detailsOf(person, 'access.denied')).toEqual([
      {
        permission: 'incident.add-machine',
        subject: `add-machine ${resourceId}`,
        why: 'Your own Azure roles do not reach this machine. Ask for Reader on its subscription.',
      },
    ]);
  });

  it('when they ask for disks beyond their rights, each machine by itself', async () => {
    const person = personOf('analyst');
    for (let machine = 0; machine < 2; machine += 1) {
      const at = await stage(database, { restricted: false, machineName: 'untouchable' });
      await expect(
        perform(wired.context, person, requestAcquisition, acquisitionForm(at)),
      ).rejects.toMatchObject({ code: 'forbidden' });
    }
    const denied = await detailsOf(person, 'access.denied');
    expect(denied).toHaveLength(2);
    expect(denied.every(({ subject }) => String(subject).includes('virtualmachines/untouchable'))).toBe(true);
  });

  it('but never so often that it floods the ledger', async () => {
    const person = personOf('analyst');
    const { incidentId } = await stage(database, { restricted: false });
    for (let n = 0; n < 25; n += 1)
      await expect(
        perform(wired.context, person, addMachine, {
          incidentId,
          resourceId: vmId(`untouchable-${n}`),
          reason,
        }),
      ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await detailsOf(person, 'access.denied')).toHaveLength(20);
  });
});

describe("cancelling another person's acquisition", () => {
  it('is recorded with both names, and the other is told', async () => {
    const lead = { ...personOf('lead'), displayName: 'Lead 1' };
    const { acquisitionId } = await stage(database, { restricted: false });
    await perform(wired.context, lead, cancelAcquisition, { acquisitionId, reason });

    const [event] = await eventsOf({ acquisitionId, type: 'acquisition.cancel-requested' });
    expect(event).toMatchObject({ actor: { displayName: 'Lead 1' }, detail: { requestedBy: 'analyst' } });
    const notices = await database.db.notification.findMany({
      where: { objectId: analyst.objectId, href: `/acquisitions/${acquisitionId}` },
    });
    expect(notices.map(({ title }) => title)).toContainEqual(
      expect.stringContaining(`Lead 1 cancels the acquisition you asked for: “${reason}”`),
    );
  });

  it('says whose it was in the timeline', () => {
    const detail = {
      acquisitionId: 'a',
      reason,
      consequence: 'Nothing was taken yet.',
      requestedBy: 'analyst',
    };
    expect(eventWords({ type: 'acquisition.cancel-requested', detail }).sentence).toContain(
      'asked for by analyst',
    );
  });

  it('tells nobody when it was their own', async () => {
    const { acquisitionId } = await stage(database, { restricted: false });
    await perform(wired.context, analyst, cancelAcquisition, { acquisitionId, reason });
    const [event] = await eventsOf({ acquisitionId, type: 'acquisition.cancel-requested' });
    expect(event?.detail).not.toHaveProperty('requestedBy');
    const key = `acquisition:${acquisitionId}:cancelled-by`;
    expect(await database.db.notification.count({ where: { key } })).toBe(0);
  });
});

interface Told {
  readonly actor: unknown;
  readonly detail: Readonly<Record<string, unknown>>;
}

async function detailsOf(person: PersonActor, type: string): Promise<readonly Told['detail'][]> {
  return (await eventsOf({ actorObjectId: person.objectId, type })).map(({ detail }) => detail);
}

async function eventsOf(where: object): Promise<readonly Told[]> {
  const rows = await database.db.custodyEvent.findMany({ where, orderBy: { n: 'asc' } });
  return rows.map((row) => JSON.parse(Buffer.from(row.body ?? '').toString('utf8')) as Told);
}
