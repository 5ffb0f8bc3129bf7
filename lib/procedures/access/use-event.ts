import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { GrantUseEventShapes } from '../../custody/grant-use-event.ts';

/** What of a grant's use its facts are written with. */
export interface AboutUse {
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly requestId: string;
}

/** One fact of a grant's use past the portal, in the item's own stream. */
export function useEvent<T extends keyof GrantUseEventShapes>(
  type: T,
  { evidenceId, incidentId, requestId }: AboutUse,
  detail: EventDetail<T>,
  reason: string | null = null,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'evidence', id: evidenceId } as const,
    subjects: [`incident:${incidentId}`, `request:${requestId}`],
    reason,
    authority: null,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
