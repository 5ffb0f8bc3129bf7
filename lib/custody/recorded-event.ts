import type { Actor } from './actor.ts';
import { CustodyError } from './custody-error.ts';
import type { CustodyEvent, EventEnvelope } from './custody-event.ts';

/** A custody event as the register committed it: the fact, its place in its stream, and who, when, with what. */
export type RecordedEvent = Omit<CustodyEvent, 'type' | 'detail'> &
  Pick<EventEnvelope, 'occurredAt' | 'recordedAt' | 'clock' | 'tool'> & {
    readonly id: string;
    readonly n: number;
    readonly actor: Actor;
  } & EventFact;

/** The part of an event that says what happened: `type` decides the shape of `detail`. */
export type EventFact = {
  [K in CustodyEvent['type']]: Pick<CustodyEvent<K>, 'type' | 'detail'>;
}[CustodyEvent['type']];

/**
 * Reads a committed body. In: the canonical JSON bytes of one event. The register wrote them from a typed event,
 * so only the envelope is looked at here. Throws `storage-unavailable` when the bytes are no such body, or are gone.
 */
export function readRecordedEvent(body: Uint8Array | null): RecordedEvent {
  const event = recordedEventOf(body);
  if (event !== null) return event;
  throw new CustodyError('storage-unavailable', 'A custody event in the database cannot be read.');
}

/** The same, for readers that must go on: null when the bytes are no body any more, or are missing. */
export function recordedEventOf(body: Uint8Array | null): RecordedEvent | null {
  const value = body === null ? null : jsonOf(body);
  return isRecordedEvent(value) ? value : null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

// Bytes that are no JSON are an answer here, not a failure: the caller shows them as altered.
function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    return null;
  }
}

function isRecordedEvent(value: unknown): value is RecordedEvent {
  if (typeof value !== 'object' || value === null) return false;
  return ['id', 'type', 'n', 'occurredAt', 'actor', 'clock', 'tool', 'detail', 'subjects'].every(
    (name) => name in value,
  );
}
