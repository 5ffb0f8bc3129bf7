import { randomUUID } from 'node:crypto';
import { stepsOf } from '../../lib/custody/acquisition.ts';
import type { WorkerActor } from '../../lib/custody/actor.ts';
import type { DeviceSource } from '../../lib/custody/evidence-source.ts';
import type { DeviceReader } from '../../lib/ports/device-response.ts';
import { acquisitionEvent } from '../../lib/procedures/acquisition/acquisition-event.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import type { GrantUseHouse } from './grant-use-house.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;

export interface SealedPackage {
  readonly id: string;
  readonly incidentId: string;
  readonly exhibitNumber: string;
}

/** A sealed package of these bytes, which this person asked for, in the incident of the house's own item. */
export async function sealedPackage(
  house: GrantUseHouse,
  account: string,
  bytes: Buffer,
): Promise<SealedPackage> {
  const { id, item } = await registered(house, account);
  const reader = { openPackage: async () => resultOf(bytes) } as unknown as DeviceReader;
  const context: ProcedureContext = { ...house.context, devices: { reader } };
  for (const step of stepsOf('package').filter((one) => one !== 'corroborate'))
    await runStep({ ...house.tools, context }, jobTable[step].procedure, id);
  const row = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: item.id } });
  if (row.state !== 'sealed') throw new Error(`the package is ${row.state}`);
  return item;
}

async function registered(house: GrantUseHouse, account: string) {
  const { incidentId } = house.item;
  const requester = house.person(account);
  const about = { reason: 'To see what runs.', authority, plan: 'Collects a package.' };
  const { objectId, userPrincipalName, displayName } = requester;
  const worker: WorkerActor = {
    ...{ kind: 'worker', workerId: 'w-1', address: '127.0.0.1', identity: 'device-collector' },
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
  return await house.context.register.record(worker, ['acquisition.requested'], async (desk) => {
    const source = sourceOf(randomUUID());
    const created = await desk.createAcquisition({
      ...{ incidentId, source, requester, ...about },
      ...{ requestKey: randomUUID(), readMode: 'full', rehearsal: false },
    });
    const { acquisitionId, evidenceId, exhibitNumber } = created;
    await desk.beginCopyAttempt(acquisitionId);
    await desk.enqueueStep(acquisitionId, 'hash-source');
    const of = {
      id: acquisitionId,
      incidentId,
      evidenceId,
      rehearsal: false,
      reason: about.reason,
      authority,
    };
    const event = acquisitionEvent('acquisition.requested', of, {
      ...{ acquisitionId, exhibitNumber, incidentId, source, ...about },
      ...{ readMode: 'full', consistencyNote: null, rehearsal: false },
    });
    const item = { id: evidenceId, incidentId, exhibitNumber };
    return { events: [event], result: { id: acquisitionId, item } };
  });
}

function resultOf(bytes: Buffer) {
  async function* all() {
    yield bytes;
  }
  return { bytes: all(), sizeBytes: BigInt(bytes.length), azure: [] };
}

function sourceOf(actionId: string): DeviceSource {
  const unknown = {
    ...{ osPlatform: null, osVersion: null, osBuild: null, agentVersion: null, onboarding: null },
    ...{ riskScore: null, exposureLevel: null, deviceValue: null, lastSeen: null, firstSeen: null },
    ...{
      lastIpAddress: null,
      lastExternalIpAddress: null,
      entraDeviceId: null,
      group: null,
      vmResourceId: null,
    },
  };
  const device = {
    ...unknown,
    deviceId: 'a'.repeat(40),
    name: 'ws-1',
    system: 'windows',
    health: 'active',
    tags: [],
  } as const;
  return {
    ...{ device, readAt: '2026-01-02T03:04:05Z', output: { kind: 'package' } },
    action: { actionId, number: 'DA-2026-0001', defenderId: actionId },
  };
}
