import type { SystemActor } from '../../custody/actor.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { isOfPortal } from '../../custody/foreign-action.ts';
import { inPlainSight } from '../../custody/plain-sight.ts';
import type { CustodyRegister, RegisterDesk } from '../../ports/custody-register.ts';
import type { ForeignAction } from '../../ports/foreign-actions.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';

const actor: SystemActor = { kind: 'system', component: 'foreign-actions' };

/** Types that touch evidence, or cut a device off; Microsoft's own words. Source: machineAction resource type. */
const alarming: ReadonlySet<string> = new Set([
  ...['LiveResponse', 'Isolate', 'Unisolate'],
  'RunLiveResponseSession', // of Microsoft's portal
]);

/**
 * Records acts of others on devices, each once in each incident, and raises an alarm for those that touch evidence. Out: how
 * many were new. Safe to call in many processes at once.
 */
export async function recordForeign(
  register: CustodyRegister,
  unseen: readonly ForeignAction[],
): Promise<number> {
  let recorded = 0;
  for (const one of unseen) {
    const isNew = await recordedOnce(() =>
      register.record(actor, ['device.foreign-action-seen'], async (desk) => {
        await desk.keepForeign(one);
        await raise(desk, one);
        return { events: [seenEvent(one)], result: undefined };
      }),
    );
    if (isNew) recorded += 1;
  }
  return recorded;
}

async function raise(desk: RegisterDesk, one: ForeignAction): Promise<void> {
  const { action, incidentId, incidentNumber, audience, twinOf } = one;
  if (!alarming.has(action.type) && twinOf === null) return;
  const note = {
    key: `foreign-action:${incidentId}:${action.id}`,
    subject: incidentNumber,
    incidentId,
    href: `/incidents/${incidentId}/devices/${action.deviceId.toLowerCase()}`,
  };
  await tellWatch(desk, { ...note, level: 'warning', ...alarmWords(one) }, audience);
}

function alarmWords({ action, deviceName, twinOf }: ForeignAction) {
  const type = inPlainSight(action.type);
  if (twinOf !== null)
    return {
      title: `Defender has a second ${type} on ${deviceName} for ${twinOf}`,
      words: `Holdfast asked once. Defender carries out two, both under Holdfast’s identity: look at what the second one did. To cancel ${twinOf} may cancel both.`,
    };
  const by =
    action.requestor === null ? 'somebody whom Defender does not name' : inPlainSight(action.requestor);
  if (isOfPortal(action.id))
    return {
      title: `Live response on ${deviceName}, started in Microsoft’s portal and not by Holdfast`,
      words: `Microsoft’s audit says that ${by} started it at ${action.createdAt ?? 'an unknown time'}. Ask for its files and transcript, and import them.`,
    };
  return {
    title: `${type} on ${deviceName} that nobody asked for here`,
    words: `Defender says that ${by} asked for it. Find out who; a session of the portal can be imported by hand.`,
  };
}

function seenEvent({
  incidentId,
  deviceName,
  action,
  twinOf,
  file,
}: ForeignAction): CustodyEvent<'device.foreign-action-seen'> {
  const { id: defenderId, type, requestor, comment, createdAt: requestedAt, state, sha256 } = action;
  const deviceId = action.deviceId.toLowerCase();
  return {
    type: 'device.foreign-action-seen',
    stream: { kind: 'incident', id: incidentId },
    subjects: [`incident:${incidentId}`, `device:${deviceId}`],
    ...{ reason: null, authority: null },
    detail: {
      ...{ defenderId, deviceId, deviceName, type, requestor, comment, requestedAt, state },
      answerSha256: sha256,
      ...{ twinOf, file },
    },
  };
}
