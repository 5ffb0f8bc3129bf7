import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { ProposalEventShapes } from '../../custody/proposal-event.ts';
import type { NewProposal, ProposalRecord } from '../../ports/proposal-desk.ts';

/** What of a proposal its facts are written with. */
export type AboutProposal = Pick<ProposalRecord, 'id' | 'number' | 'subject'> &
  Pick<NewProposal, 'kind' | 'title' | 'subjects' | 'incidentId'>;

type Own<T extends keyof ProposalEventShapes> = Omit<
  EventDetail<T>,
  'proposalId' | 'number' | 'kind' | 'title'
>;

/** One fact of a proposal, in the stream of what it is about. */
export function proposalEvent<T extends keyof ProposalEventShapes>(
  type: T,
  { id, number, kind, title, subject, subjects, incidentId }: AboutProposal,
  detail: Own<T>,
  why: Pick<CustodyEvent, 'reason' | 'authority'> = { reason: null, authority: null },
): CustodyEvent<T> {
  const incident = incidentId === null ? [] : [`incident:${incidentId}`];
  const event = {
    type,
    stream: subject,
    subjects: [...new Set([`proposal:${id}`, ...incident, ...subjects])],
    ...why,
    detail: { proposalId: id, number, kind, title, ...detail },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
