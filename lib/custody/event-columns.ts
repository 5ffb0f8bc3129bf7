import { type Actor, actorLabel } from './actor.ts';
import type { CustodyEvent } from './custody-event.ts';

/** What the register keeps of an event beside its body, to find it by. Everything follows from the body. */
export interface EventColumns {
  readonly actorObjectId: string | null;
  readonly actorLabel: string;
  readonly incidentId: string | null;
  readonly evidenceId: string | null;
  readonly acquisitionId: string | null;
}

/** In: who acted, and the event or its recorded body. */
export function eventColumns(actor: Actor, event: Pick<CustodyEvent, 'stream' | 'subjects'>): EventColumns {
  return {
    actorObjectId: personOf(actor),
    actorLabel: actorLabel(actor),
    incidentId: subject(event, 'incident'),
    evidenceId: subject(event, 'evidence'),
    acquisitionId: subject(event, 'acquisition'),
  };
}

/** The person who acted, or for whom a worker acted. */
function personOf(actor: Actor): string | null {
  switch (actor.kind) {
    case 'person':
      return actor.objectId;
    case 'worker':
      return actor.onBehalfOf?.objectId ?? null;
    case 'system':
      return null;
  }
}

/** The id of this kind that the event concerns: its own stream first, then its subjects ("evidence:<uuid>"). */
function subject(
  event: Pick<CustodyEvent, 'stream' | 'subjects'>,
  kind: 'incident' | 'evidence' | 'acquisition',
): string | null {
  if (event.stream.kind === kind) return event.stream.id;
  const found = event.subjects.find((one) => one.startsWith(`${kind}:`));
  return found === undefined ? null : found.slice(kind.length + 1);
}
