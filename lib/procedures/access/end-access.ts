import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { recordedOnce } from '../recorded-once.ts';
import { accessEvents } from './access-event.ts';
import { requestNote, requestNoteKey } from './request-note.ts';

const actor: SystemActor = { kind: 'system', component: 'access' };
const batch = 50;

/**
 * Records that time is over: for requests that nobody decided, and for grants. Neither waits for it: a decision and a
 * download look at the clock themselves. Out: how many of each. Safe to run in many workers at once.
 */
export async function endAccess(
  register: CustodyRegister,
): Promise<{ readonly expired: number; readonly ended: number }> {
  const [requests, grants] = await Promise.all([
    register.look.overdueRequests(batch),
    register.look.overdueGrants(batch),
  ]);
  let [expired, ended] = [0, 0];
  for (const id of requests) if (await recordedOnce(() => expire(register, id))) expired += 1;
  for (const id of grants) if (await recordedOnce(() => end(register, id))) ended += 1;
  return { expired, ended };
}

async function expire(register: CustodyRegister, id: string): Promise<void> {
  await register.record(actor, ['access.expired'], async (desk) => {
    if (!(await desk.closeAccessRequest(id, 'expired')))
      throw new CustodyError('conflict', 'This request does not wait any more.');
    const request = await desk.accessRequest(id);
    if (request === null) throw new CustodyError('conflict', 'This request is not there.');
    const { number, policy, remarks, requester, decisions } = request;
    await desk.settleNotes(requestNoteKey(id), `${number} expired undecided`);
    const title = `${number} expired: not enough others decided in time`;
    await desk.notify(requestNote(id, requester.objectId, 'warning', title));
    const detail = { requestId: id, number, approvals: decisions.length, needed: policy.approvals, remarks };
    return { events: accessEvents('access.expired', request, detail), result: undefined };
  });
}

async function end(register: CustodyRegister, requestId: string): Promise<void> {
  await register.record(actor, ['access.ended'], async (desk) => {
    const request = await desk.accessRequest(requestId);
    if (request === null || request.grant === null || !(await desk.recordGrantEnd(request.grant.id)))
      throw new CustodyError('conflict', 'This grant has no end to record.');
    const { id, number, grant, requester } = request;
    const { objectId, displayName } = requester;
    await desk.notify(requestNote(id, objectId, 'info', `${number}: your access has ended`));
    const detail = {
      requestId: id,
      number,
      grantId: grant.id,
      grantee: { objectId, displayName },
      endsAt: grant.endsAt,
    };
    return { events: accessEvents('access.ended', request, detail), result: undefined };
  });
}
