import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { ExportEventShapes } from '../../custody/export-event.ts';
import type { ExportLease } from '../../ports/export-desk.ts';

/** A fact of an export, in the stream of who asked for it. Its words are for whom the restricted incident is that they name. */
export function exportEvent<T extends keyof ExportEventShapes>(
  type: T,
  { id, requester, aboutIncidentId }: Pick<ExportLease, 'id' | 'requester' | 'aboutIncidentId'>,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'person', id: requester.objectId } as const,
    subjects: [`export:${id}`, ...(aboutIncidentId === null ? [] : [`incident:${aboutIncidentId}`])],
    reason: null,
    authority: null,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
