import { z } from 'zod';
import { CustodyError } from '../../../custody/custody-error.ts';
import type { CustodyEvent } from '../../../custody/custody-event.ts';
import type { RegisterDesk } from '../../../ports/custody-register.ts';
import type { DeviceActionRecord } from '../../../ports/device-desk.ts';
import type { ProposalRecord } from '../../../ports/proposal-desk.ts';
import { deviceEvent } from '../../device/device-event.ts';
import { tellOfAction } from '../../device/device-notice.ts';
import type { ProposalEffect, ProposalEnd } from '../proposal-kind.ts';

const beforeSchema = z.object({ actionId: z.uuid() });

/**
 * An act on a device that takes a second person. It is proposed with the act itself (`addDeviceAction`); agreed to, the
 * worker sends it, asking again for the rights of who asked; any other end of the proposal ends the act.
 */
export const deviceActKind: ProposalEffect = {
  kind: 'device-act',
  records: ['device.action-approved', 'device.action-refused', 'device.cancelled'],
  async apply(desk, proposal, confirmedBy) {
    const action = await actionOf(desk, proposal);
    await desk.settleDeviceAction(action.id, 'requested', null);
    await tellOfAction(desk, action, 'progress', `${confirmedBy.displayName} agreed, it is sent`);
    const { id: actionId, number } = action;
    const detail = { actionId, number, proposal: proposal.number, approvedBy: confirmedBy.displayName };
    return [deviceEvent('device.action-approved', action, detail)];
  },
  async ended(desk, proposal, end) {
    const action = await actionOf(desk, proposal);
    const why = whyEnded(proposal, end);
    await desk.settleDeviceAction(action.id, end === 'withdrawn' ? 'withdrawn' : 'refused', why);
    await tellOfAction(desk, action, end === 'withdrawn' ? 'info' : 'warning', why);
    return [endEvent(action, end, why)];
  },
};

async function actionOf(desk: RegisterDesk, { before }: ProposalRecord): Promise<DeviceActionRecord> {
  const action = await desk.deviceAction(beforeSchema.parse(before).actionId);
  if (action !== null) return action;
  throw new CustodyError('conflict', 'There is no such action on a device.');
}

function whyEnded({ number }: ProposalRecord, end: ProposalEnd): string {
  switch (end) {
    case 'refused':
      return `The second person refused it (${number}). Nothing was sent.`;
    case 'expired':
      return `No second person agreed in time (${number}). Nothing was sent.`;
    case 'withdrawn':
      return `Taken back before a second person agreed (${number}). Nothing was sent.`;
  }
}

function endEvent(action: DeviceActionRecord, end: ProposalEnd, why: string): CustodyEvent {
  const about = { actionId: action.id, number: action.number };
  if (end === 'withdrawn')
    return deviceEvent('device.cancelled', action, { ...about, defenderId: null, azure: [] });
  return deviceEvent('device.action-refused', action, {
    ...about,
    code: `second-person-${end}`,
    why,
    azure: [],
  });
}
