import { startAcquisitionHouse } from './acquisition-house.ts';

export const signal = new AbortController().signal;
export const authority = {
  type: 'internal-policy',
  number: 'IR-7',
  validFrom: null,
  validUntil: null,
} as const;
export const reason = 'To show which devices were seen.';
export type HuntingHouse = Awaited<ReturnType<typeof openHuntingHouse>>;

/** An embedded cloud whose Defender takes no time, and a laptop that is hunted for. */
export async function openHuntingHouse() {
  const house = await startAcquisitionHouse({});
  await house.cloud.admin('PUT', '/speed', {
    ...{ operationSeconds: 0, activityDelaySeconds: 0, defenderCalls: 100 },
  });
  const found = { where: { name: 'ws-finance-114' } };
  const { incidentId, deviceId } = await house.database.db.incidentDevice.findFirstOrThrow(found);

  function viewer() {
    return { actor: house.person('analyst'), db: house.database.db };
  }

  return { ...house, viewer, incidentId, deviceId };
}
