import type { TestDatabase } from './database.ts';
import { analyst, note } from './facts.ts';

/** An open alarm about an item of an incident, raised as procedures do. The second time it is the same one. Out: its id. */
export async function alarmOn(
  { register, db }: TestDatabase,
  { incidentId, evidenceId }: { readonly incidentId: string; readonly evidenceId: string },
  audience: readonly string[] | null = null, // to whom alone it is told; then it names no incident
): Promise<string> {
  const key = `happening:${evidenceId}`;
  await register.record(analyst, ['incident.note-written'], async (desk) => {
    await desk.raiseAlarm({
      key,
      severity: 'critical',
      title: `Missing: ${evidenceId}`,
      words: '',
      subject: null,
      href: `/evidence/${evidenceId}`,
      incidentId: audience === null ? incidentId : null,
      audience,
      notBy: null,
    });
    return { events: [note(incidentId, 'missing')], result: undefined };
  });
  return (await db.alarm.findFirstOrThrow({ where: { key, clearedAt: null } })).id;
}
