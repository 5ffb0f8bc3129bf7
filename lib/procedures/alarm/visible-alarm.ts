import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { FoundAlarm } from '../../ports/alarm-desk.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';

/** An alarm, if this person may see it. Throws `not-found` alike for one that is unknown and one that is hidden. */
export async function visibleAlarm(
  desk: RegisterDesk,
  actor: PersonActor,
  alarmId: string,
): Promise<FoundAlarm> {
  const alarm = await desk.alarm(alarmId);
  if (alarm === null || !isAmong(alarm, actor)) throw hidden();
  if (alarm.incidentId !== null) await visibleIncident(desk, actor, alarm.incidentId);
  return alarm;
}

function isAmong({ restricted, incidentId, audience }: FoundAlarm, { objectId }: PersonActor): boolean {
  return !restricted || incidentId !== null || audience.includes(objectId);
}

function hidden(): CustodyError {
  return new CustodyError('not-found', 'There is no such alarm, or you may not see it.');
}

/** Where facts of an alarm stand, and what each of them names. */
export function alarmReference({ id, number, kind, title, incidentId, restricted }: FoundAlarm) {
  return {
    place: {
      stream: { kind: 'alarm', id },
      subjects: incidentId === null ? [] : [`incident:${incidentId}`],
      authority: null,
    },
    // The event of one that names no incident can be read by whoever watches.
    about: { alarmId: id, number, kind, title: restricted && incidentId === null ? null : title },
  } as const;
}
