import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryStep } from '../../lib/procedures/acquisition/retry-step.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getIncident } from '../../lib/queries/get-incident.ts';
import { type EvidenceFilter, listEvidence, listIncidentEvidence } from '../../lib/queries/list-evidence.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

let house: AcquisitionHouse;
const viewer = () => ({ actor: house.person('analyst'), db: house.database.db });

beforeAll(async () => {
  house = await startAcquisitionHouse({ 'vm-no-snapshot': fixedVhd(sparsePayload(1 << 20, [])) });
});
afterAll(() => house.close());

describe('an item whose snapshot failed', () => {
  let id: string;
  let evidenceId: string;
  beforeAll(async () => {
    id = await house.begin('vm-no-snapshot');
    const denied = { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'No.' };
    const fault = { operation: 'Snapshots_CreateOrUpdate', fault: denied, times: 1 };
    await house.cloud.admin('POST', '/faults', fault);
    await house.run(id);
    evidenceId = (await house.database.db.acquisition.findUniqueOrThrow({ where: { id } })).evidenceId;
  });

  it('is failed on its own page, in both lists and beside its machine, and no longer being acquired', async () => {
    const { incidentId } = await house.machine('vm-no-snapshot');
    expect(await getEvidenceItem(viewer(), evidenceId)).toMatchObject({
      state: 'failed',
      integrity: 'failed',
      acquisition: { message: expect.stringContaining('Azure refused to take the snapshot') },
    });
    const inIncident = await listIncidentEvidence(viewer(), incidentId);
    expect(inIncident.rows.find((row) => row.id === evidenceId)?.integrity).toBe('failed');
    expect(await listed('failed')).toContain(evidenceId);
    expect(await listed('being-acquired')).not.toContain(evidenceId);
    const { machines } = await getIncident(viewer(), incidentId);
    expect(machines.find((one) => one.name === 'vm-no-snapshot')).toMatchObject({ failed: 1, running: 0 });
  });

  it('is being acquired again once a person retries', async () => {
    const input = { acquisitionId: id, reason: 'the right was given' };
    await retryStep.run(house.context, house.person('analyst'), input);
    expect((await getEvidenceItem(viewer(), evidenceId)).state).toBe('being-acquired');
    expect(await listed('being-acquired')).toContain(evidenceId);
    await house.run(id);
    expect((await getEvidenceItem(viewer(), evidenceId)).integrity).toBe('verified');
  });
});

describe('an item that was refused', () => {
  it('says so', async () => {
    const id = await house.begin('vm-vault-02');
    await house.run(id);
    const row = await house.database.db.acquisition.findUniqueOrThrow({ where: { id } });
    expect((await getEvidenceItem(viewer(), row.evidenceId)).integrity).toBe('refused');
    expect(await listed('not-acquired')).toContain(row.evidenceId);
  });
});

async function listed(state: EvidenceFilter['state']): Promise<readonly string[]> {
  return (await listEvidence(viewer(), { state })).rows.map((row) => row.id);
}
