import type { CopyVerificationEventShapes } from '../../custody/copy-verification-event.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { FixityEventShapes } from '../../custody/fixity-event.ts';
import type { SealedItem } from '../../ports/access-desk.ts';

/** One fact of a whole read, of a sample, of a thaw or of a check that was missed, in the item's own stream. */
export function copyVerificationEvent<T extends keyof (CopyVerificationEventShapes & FixityEventShapes)>(
  type: T,
  {
    evidenceId,
    incidentId,
    rehearsal,
  }: Pick<SealedItem, 'evidenceId' | 'incidentId'> & { readonly rehearsal?: boolean },
  reason: string | null,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'evidence', id: evidenceId } as const,
    subjects: [
      `incident:${incidentId}`,
      `evidence:${evidenceId}`,
      ...(rehearsal === true ? [`rehearsal:${evidenceId}`] : []),
    ],
    reason,
    authority: null,
    detail,
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
