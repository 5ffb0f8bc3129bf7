import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSentence } from '../../lib/custody/acquisition-plan.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { closeIncident } from '../../lib/procedures/incident/close-incident.ts';
import { incidentSync } from '../../lib/procedures/incident/sync-incidents.ts';
import { listIncidents } from '../../lib/queries/list-incidents.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { rowFindings } from '../support/row-findings.ts';

let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse({});
});
afterAll(() => house.close());

describe('a machine that changed since Azure was asked', () => {
  it('is refused once, shown as it is now, and recorded with what changed; the new plan can be confirmed', async () => {
    const analyst = house.person('analyst');
    const before = await house.request('vm-web-03');
    await rememberOtherwise('vm-web-03', { sku: 'Standard_LRS', sizeBytes: '1048576' });
    const { incidentId, machine } = await house.machine('vm-web-03');
    const stale = planSentence(machine, before.diskResourceIds, house.context.policy);
    const request = { ...before, confirmedPlan: stale };
    await expect(requestAcquisition.run(house.context, analyst, request)).rejects.toThrow(
      'new plan is shown',
    );

    const fresh = await house.machine('vm-web-03');
    const seen = planSentence(fresh.machine, before.diskResourceIds, house.context.policy);
    expect(seen).toBe(before.confirmedPlan);
    const [update] = await updates(incidentId);
    expect(update?.detail).toMatchObject({ source: 'azure' });
    expect(update?.detail.changes).toContainEqual({
      field: 'disk vm-web-03-os: sku',
      before: 'Standard_LRS',
      after: 'Premium_LRS',
    });
    const { acquisitions } = await requestAcquisition.run(house.context, analyst, {
      ...request,
      confirmedPlan: seen,
    });
    expect(acquisitions).toHaveLength(before.diskResourceIds.length);
    expect(await updates(incidentId)).toHaveLength(1);
  });

  it('is not written again for a plan that nobody ever saw', async () => {
    const { incidentId } = await house.machine('vm-fin-01');
    const input = await house.request('vm-fin-01', { confirmedPlan: 'Nothing will happen.' });
    await expect(requestAcquisition.run(house.context, house.person('analyst'), input)).rejects.toMatchObject(
      { code: 'conflict' },
    );
    expect(await updates(incidentId)).toEqual([]);
  });
});

describe('an incident that its source changed', () => {
  it('is imported once and then updated, with what it was before', async () => {
    const [first] = await house.context.incidents.list(AbortSignal.timeout(20_000));
    if (first === undefined) throw new Error('no incident');
    const changed = { ...first, severity: 'low' as const, updatedAt: new Date().toISOString() };
    const context = { ...house.context, incidents: { list: async () => [changed] } };
    expect(await incidentSync(context)(AbortSignal.timeout(20_000))).toMatchObject({ imported: 1 });
    const row = await house.database.db.incident.findFirstOrThrow({
      where: { externalId: first.externalId },
    });
    const events = await eventsOf(row.id);
    expect(events.filter((one) => one.type === 'incident.imported')).toHaveLength(1);
    const update = events.find((one) => one.type === 'incident.updated' && one.detail.source === 'defender');
    expect(update?.detail.changes).toEqual([
      { field: 'severity', before: first.severity, after: 'low' },
      {
        field: 'changed at its source',
        before: new Date(first.updatedAt).toISOString(),
        after: changed.updatedAt,
      },
    ]);
  });

  it('or did not is read all the same, and a source that does not answer is not: the list says since when', async () => {
    const viewer = { actor: house.person('analyst'), db: house.database.db };
    const reading = async () => (await listIncidents(viewer, { preset: 'all' })).reading;
    const sync = incidentSync(house.context);
    await sync(AbortSignal.timeout(20_000));
    const first = await reading();
    expect(await sync(AbortSignal.timeout(20_000))).toMatchObject({ imported: 0 });
    const second = await reading();
    expect(Date.parse(second.readAt ?? '')).toBeGreaterThan(Date.parse(first.readAt ?? ''));
    const silent = { list: () => Promise.reject(new Error('no answer')) };
    await expect(
      incidentSync({ ...house.context, incidents: silent })(AbortSignal.timeout(20_000)),
    ).rejects.toThrow('no answer');
    expect(await reading()).toEqual({ ...second, isSilent: false });
    await house.database.asAdmin(
      `update device_round set read_at = read_at - interval '4 minutes' where part = 'incidents'`,
    );
    expect(await reading()).toMatchObject({ isSilent: true });
  });

  it('is taken over although somebody closed it here after the change, by a worker that had not seen it', async () => {
    const first = (await house.context.incidents.list(AbortSignal.timeout(20_000))).at(-1);
    if (first === undefined) throw new Error('no incident');
    const where = { externalId: first.externalId };
    const before = await house.database.db.incident.findFirstOrThrow({ where });
    const updatedAt = new Date(Date.parse(first.updatedAt) + 1000).toISOString();
    const input = { incidentId: before.id, reason: 'nothing more to do' };
    await closeIncident.run(house.context, house.person('lead-1'), input);
    const closed = await house.database.db.incident.findFirstOrThrow({ where });
    expect(closed.updatedAt.getTime()).toBeGreaterThan(Date.parse(updatedAt));
    const changed = { ...first, title: 'Another title', updatedAt };
    const context = { ...house.context, incidents: { list: async () => [changed] } };
    expect(await incidentSync(context)(AbortSignal.timeout(20_000))).toMatchObject({ imported: 1 });
    expect(await incidentSync(context)(AbortSignal.timeout(20_000))).toMatchObject({ imported: 0 });
    const after = await house.database.db.incident.findFirstOrThrow({ where });
    expect(after).toMatchObject({ title: 'Another title', status: 'closed', updatedAt: closed.updatedAt });
  });
});

/** As if Azure had said so of every disk of the machine when it was asked last. */
async function rememberOtherwise(name: string, said: object): Promise<void> {
  const { machine } = await house.machine(name);
  const facts = { ...machine, disks: machine.disks.map((disk) => ({ ...disk, ...said })) };
  await house.database.asAdmin('update incident_machine set facts = $2::jsonb where name = $1', [
    name,
    JSON.stringify(facts),
  ]);
}

async function updates(incidentId: string) {
  return (await eventsOf(incidentId)).filter((one) => one.type === 'incident.updated');
}

async function eventsOf(incidentId: string) {
  const rows = await house.database.db.custodyEvent.findMany({
    where: { incidentId },
    orderBy: { occurredAt: 'asc' },
  });
  return rows.map((row) => ({
    type: row.type,
    detail: JSON.parse(Buffer.from(row.body ?? '').toString()).detail as Record<string, unknown>,
  }));
}

describe('everything that was done above', () => {
  it('left only rows that its events say', async () => {
    expect(await rowFindings(house.database)).toEqual([]);
  });
});
