import type { Role } from '../custody/role.ts';
import type { RegisterDesk } from '../ports/custody-register.ts';

/** Who is told when something is wrong with the evidence or its record. */
const watch: readonly Role[] = ['lead', 'auditor', 'controller'];

/** What they are told. `key`: what stands before its first colon is the kind of the alarm (lib/custody/alarm.ts). */
interface WatchNote extends Omit<Parameters<RegisterDesk['notify']>[0], 'personObjectId'> {
  /** The incident that it belongs to, whose visibility then limits the alarm; left out: `audience` alone limits it. */
  readonly incidentId?: string;
  readonly subject?: string; // as people call it: EV-2026-0001
  readonly words?: string; // what more the alarm has to say
  readonly alarmKey?: string; // of the alarm, where one alarm stands for several notifications; left out: `key`
  readonly notBy?: string; // the channel that it is about, which shall not carry it
}

/**
 * Notifies leads, controllers and auditors, and `also`, once each. A warning or an error is an alarm besides, open until
 * its key is withdrawn or an `info` of the same key says that it is mended; what leaves the product is made from it.
 * `audience`: the members of a restricted incident, of whom nobody else may learn; null where there is no such limit.
 */
export async function tellWatch(
  desk: RegisterDesk,
  note: WatchNote,
  audience: readonly string[] | null,
  also: readonly string[] = [],
): Promise<void> {
  const { incidentId, subject, words, alarmKey, notBy, ...shown } = note;
  const people = new Set([...(await desk.peopleWithRole(watch, audience)), ...also]);
  for (const personObjectId of people) await desk.notify({ personObjectId, ...shown });
  const { level, title, href } = note;
  const key = alarmKey ?? note.key;
  switch (level) {
    case 'error':
    case 'warning':
      return await desk.raiseAlarm({
        key,
        severity: level === 'error' ? 'critical' : 'warning',
        title,
        words: words ?? '',
        subject: subject ?? null,
        href,
        incidentId: incidentId ?? null,
        audience,
        notBy: notBy ?? null,
      });
    case 'info':
      return await desk.clearAlarm(key);
    case 'progress':
      return;
  }
}
