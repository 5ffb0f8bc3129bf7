import type { CustodyEventType } from '../custody/custody-event.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import type { KnownAct, KnownItem } from './ledger-knowledge.ts';

/** What of the ledger tells of acts on a container's guards and blobs, and of who agreed to them. */
export const actTypes = [
  'proposal.proposed',
  'proposal.confirmed',
  'control.act-begun',
  'hold.requested',
  'hold.placed',
  'hold.lift-confirmed',
  'hold.lifted',
  'hold.act-failed',
  'retention.extension-requested',
  'retention.extended',
  'evidence.disposal-begun',
  'evidence.disposed',
  'evidence.disposal-stopped',
] as const satisfies readonly CustodyEventType[];

const doneBy = {
  'hold.requested': 'set-hold',
  'hold.lift-confirmed': 'clear-hold',
  'retention.extension-requested': 'extend-retention',
} as const;

/** Acts from their recorded beginning to their recorded end. In: facts of these types, oldest first. */
export function knownActs(facts: readonly RecordedEvent[], items: readonly KnownItem[]): readonly KnownAct[] {
  return facts.flatMap((event): readonly KnownAct[] => {
    const about = { eventId: event.id, from: event.occurredAt };
    switch (event.type) {
      case 'hold.requested':
      case 'hold.lift-confirmed':
      case 'retention.extension-requested': {
        const { container, actId } = event.detail;
        const by = event.type === 'hold.lift-confirmed' ? controllersOf(facts, event.detail.proposal) : null;
        return [{ ...about, does: doneBy[event.type], by, container, to: endOfAct(facts, actId) }];
      }
      case 'evidence.disposal-begun': {
        const { stream } = event;
        const item = items.find(({ evidenceId }) => stream.kind === 'evidence' && evidenceId === stream.id);
        const to = endOfDisposal(facts, event.detail.disposalId);
        if (item === undefined) return [];
        return [{ ...about, does: 'delete-blobs', by: null, container: item.container, to }];
      }
      default:
        return [];
    }
  });
}

/** Who agreed to a proposal, or began to act on it, as a controller. */
function controllersOf(facts: readonly RecordedEvent[], proposal: string): readonly string[] {
  return facts.flatMap((event) => {
    const { type, actor } = event;
    if (type !== 'proposal.proposed' && type !== 'proposal.confirmed' && type !== 'control.act-begun')
      return [];
    const agreed = event.detail.number === proposal && actor.kind === 'person';
    return agreed && actor.roles.includes('controller') ? [actor.objectId] : [];
  });
}

function endOfAct(facts: readonly RecordedEvent[], actId: string): string | null {
  const end = facts.find(
    (one) =>
      (one.type === 'hold.placed' ||
        one.type === 'hold.lifted' ||
        one.type === 'hold.act-failed' ||
        one.type === 'retention.extended') &&
      one.detail.actId === actId,
  );
  return end?.occurredAt ?? null;
}

function endOfDisposal(facts: readonly RecordedEvent[], disposalId: string): string | null {
  const end = facts.find(
    (one) =>
      (one.type === 'evidence.disposed' || one.type === 'evidence.disposal-stopped') &&
      one.detail.disposalId === disposalId,
  );
  return end?.occurredAt ?? null;
}
