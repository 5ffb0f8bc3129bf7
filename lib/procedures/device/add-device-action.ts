import type { CustodyEvent } from '../../custody/custody-event.ts';
import { deviceActTitle } from '../../custody/device-action-words.ts';
import { secondPersonFor } from '../../custody/device-rights.ts';
import type { ProposalNeeds } from '../../custody/proposal.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { NewDeviceAction } from '../../ports/device-desk.ts';
import { proposalEvent } from '../proposal/proposal-event.ts';
import { tellDeciders } from '../proposal/proposal-note.ts';
import { deviceEvent } from './device-event.ts';
import { tellOfAction } from './device-notice.ts';
import { requireDeviceRight, rightsNow } from './device-right.ts';

/** Who agrees to an act that takes a second person, other than who asks. */
const needs: ProposalNeeds = {
  deciders: 1,
  roles: ['lead', 'controller'],
  oneOf: null,
  proposerRoles: ['responder', 'lead'],
  excluded: [],
  stepUpMinutes: 15,
  twoControllers: false,
  waitingDays: 1,
};

/** The facts that `addDeviceAction` brings. */
export const addedActionEvents = ['device.action-requested', 'proposal.proposed'] as const;
type AddedEvent = (typeof addedActionEvents)[number];

interface Added {
  readonly id: string;
  readonly number: string;
  readonly waits: boolean; // for a second person
  readonly events: readonly [CustodyEvent<'device.action-requested'>, ...CustodyEvent<AddedEvent>[]];
}

/**
 * One act on a device, written down: by the rights in force it is sent, or waits as a proposal for a second person. Throws
 * `forbidden` for who has no right on the device's group.
 */
export async function addDeviceAction(
  desk: RegisterDesk,
  wanted: Omit<NewDeviceAction, 'state'>,
): Promise<Added> {
  const { act, device, incidentId, requester, readAt, reason, authority, plan } = wanted;
  await requireDeviceRight(desk, requester, device, act);
  const why = secondPersonFor(await rightsNow(desk), device.group, act);
  const { id, number } = await desk.addDeviceAction({
    ...wanted,
    state: why === null ? 'requested' : 'proposed',
  });
  const about = { id, incidentId, deviceId: device.deviceId, reason, authority };
  const detail = { actionId: id, number, device, readAt, act, reason, authority, plan };
  const requested = deviceEvent('device.action-requested', about, detail);
  const notice = { id, number, device, incidentId, requester };
  await tellOfAction(desk, notice, 'progress', why === null ? 'requested' : 'waits for a second person');
  if (why === null) return { id, number, waits: false, events: [requested] };
  const proposed = await openProposal(desk, wanted, { id, number, why });
  return { id, number, waits: true, events: [requested, proposed] };
}

async function openProposal(
  desk: RegisterDesk,
  { act, device, incidentId, requester, reason, authority, plan }: Omit<NewDeviceAction, 'state'>,
  { id: actionId, number, why }: { readonly id: string; readonly number: string; readonly why: string },
): Promise<CustodyEvent<'proposal.proposed'>> {
  const title = `${deviceActTitle(act.kind)} on ${device.name}`;
  const subject = { kind: 'incident', id: incidentId } as const;
  const changes = [{ field: number, before: `Nothing is sent. ${why}`, after: plan }];
  const asked = {
    ...({ kind: 'device-act', key: actionId, title, subject, incidentId, changes, needs } as const),
    ...{ reason, authority, proposer: requester },
    subjects: [`device-action:${actionId}`, `device:${device.deviceId}`],
    before: { actionId },
    after: { state: 'requested' },
  };
  const { id, number: proposal, expiresAt } = await desk.openProposal(asked);
  const about = { ...asked, id, number: proposal };
  await tellDeciders(desk, about, about, `${proposal}: ${title}. It needs a second person.`);
  return proposalEvent('proposal.proposed', about, { changes, needs, expiresAt }, { reason, authority });
}
