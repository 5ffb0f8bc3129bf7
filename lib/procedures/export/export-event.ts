import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { ExportEventShapes } from '../../custody/export-event.ts';
import type { ExportLease } from '../../ports/export-desk.ts';

/** A fact of an export, in the stream of who asked for it. */
export function exportEvent<T extends keyof ExportEventShapes>(
  type: T,
  { id, requester }: Pick<ExportLease, 'id' | 'requester'>,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'person', id: requester.objectId } as const,
    subjects: [`export:${id}`],
    reason: null,
    authority: null,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
