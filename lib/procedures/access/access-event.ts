import type { AccessEventShapes } from '../../custody/access-event.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import type { AccessRequestRecord, AskedItem } from '../../ports/access-desk.ts';

type RequestEventType = Exclude<keyof AccessEventShapes, 'evidence.frozen'>;

/** What of a request its facts are written with. */
export type AboutRequest = Pick<AccessRequestRecord, 'incidentId'> & {
  readonly id: string | null; // null: a read that rests on no request
  readonly items: readonly Pick<AskedItem, 'evidenceId'>[];
};

/** One fact of a request, once in the stream of each item asked for, so that each item's own timeline is whole. */
export function accessEvents<T extends RequestEventType>(
  type: T,
  request: AboutRequest,
  detail: EventDetail<T>,
  why: { readonly reason: string | null; readonly authority?: LegalAuthority | null } = { reason: null },
): readonly [CustodyEvent<T>, ...CustodyEvent<T>[]] {
  const [first, ...others] = request.items.map(({ evidenceId }) => {
    const event = {
      type,
      stream: { kind: 'evidence', id: evidenceId } as const,
      subjects: [`incident:${request.incidentId}`, ...(request.id === null ? [] : [`request:${request.id}`])],
      reason: why.reason,
      authority: why.authority ?? null,
      detail,
    };
    return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
  });
  if (first === undefined)
    throw new CustodyError('conflict', 'This request names no item, so nothing can be recorded of it.');
  return [first, ...others];
}
