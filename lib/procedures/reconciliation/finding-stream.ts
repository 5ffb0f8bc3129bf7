import type { StreamRef } from '../../custody/custody-event.ts';

interface Place {
  readonly id: string;
  readonly evidenceId: string | null;
  readonly incidentId: string | null;
}

/** Where the facts of a finding stand: with its item, else with its incident, else by themselves. */
export function findingStream({ id, evidenceId, incidentId }: Place): StreamRef {
  if (evidenceId !== null) return { kind: 'evidence', id: evidenceId };
  return incidentId === null ? { kind: 'reconciliation', id } : { kind: 'incident', id: incidentId };
}

export function findingSubjects({ id, incidentId }: Place): readonly string[] {
  return [...(incidentId === null ? [] : [`incident:${incidentId}`]), `finding:${id}`];
}
