import type { PersonActor } from '../../lib/custody/actor.ts';
import type { Role } from '../../lib/custody/role.ts';
import type { RaisedAlarm } from '../../lib/ports/alarm-desk.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { freshDatabase } from './database.ts';
import { analyst, note } from './facts.ts';
import { signedIn } from './signed-in.ts';
import { stage } from './stage.ts';

export const person = (role: Role): PersonActor => ({
  ...analyst,
  objectId: `0000000${['lead', 'auditor', 'controller'].indexOf(role) + 1}-0000-4000-8000-00000000000b`,
  displayName: role,
  roles: [role],
});
export const lead = person('lead');
export type AlarmHouse = Awaited<ReturnType<typeof openAlarmHouse>>;

/** A database in which alarms are raised and cleared, and three people are signed in. */
export async function openAlarmHouse() {
  const at = await freshDatabase();
  const incidentId = (await stage(at, { restricted: false })).incidentId;
  for (const role of ['lead', 'auditor', 'controller'] as const) await signedIn(at.register, person(role));

  async function raise(change: Partial<RaisedAlarm> & Pick<RaisedAlarm, 'key'>): Promise<void> {
    await at.register.record(analyst, ['incident.note-written'], async (desk) => {
      await desk.raiseAlarm({
        severity: 'warning',
        title: 'Something is wrong',
        words: '',
        subject: null,
        href: '/ledger',
        incidentId: null,
        audience: null,
        notBy: null,
        ...change,
      });
      return { events: [note(incidentId, 'cause')], result: undefined };
    });
  }

  async function clear(key: string): Promise<void> {
    await at.register.record(analyst, ['incident.note-written'], async (desk) => {
      await desk.clearAlarm(key);
      return { events: [note(incidentId, 'mended')], result: undefined };
    });
  }

  const viewer = () => ({ actor: lead, db: at.db });
  const ofKey = (key: string) =>
    at.db.alarm.findFirstOrThrow({ where: { key }, orderBy: { serial: 'desc' } });
  const context = () => ({ register: at.register }) as ProcedureContext;

  return { ...at, raise, clear, viewer, ofKey, context, incidentId };
}
