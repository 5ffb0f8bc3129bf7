import { actorLabel, type PersonActor } from '../custody/actor.ts';
import type { AzureTrace } from '../custody/azure-trace.ts';
import type { BodyRemoval } from '../custody/body-removal.ts';
import { clockWords } from '../custody/clock-state.ts';
import type { RecordedField } from '../custody/correction.ts';
import type { EventWords } from '../custody/event-tone.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import { minuteWords } from '../custody/minute-words.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { recordedWords } from '../custody/recorded-words.ts';
import type { CorrectionView } from './corrections.ts';
import type { EventTrouble, HeldEvent } from './event-holds.ts';
import type { ShownEvent } from './shown-events.ts';

export interface TimelineEvent {
  readonly id: string;
  readonly n: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly words: EventWords;
  readonly who: string;
  readonly ledgerIndex: string | null; // null: not in the ledger, for which it waits unless there is trouble
  readonly holds: boolean | null; // whether it is what the ledger committed to; null: waits for it or for a signature
  readonly trouble: EventTrouble | null; // why it does not hold
  readonly leaf: string; // hex
  readonly corrections: readonly CorrectionView[]; // what later records say is wrong in this one
  readonly correctable: readonly RecordedField[]; // what the viewer can correct here
  readonly removable: readonly BodyRemoval[]; // how the viewer can propose to remove what it says
  readonly record: EventRecord | null; // null: the stored bytes are no record any more
}

/** What a court asks of an event; null prints as "Not supplied". */
export interface EventRecord {
  readonly reason: string | null;
  readonly authority: LegalAuthority | null;
  readonly person: { readonly name: string; readonly account: string; readonly title: string | null } | null;
  readonly signIn: readonly string[];
  readonly address: string | null;
  readonly workerId: string | null;
  readonly report: EventReport | null;
  readonly tool: string;
  readonly clock: string;
  readonly recordedAt: string;
  readonly canonicalBody: string;
}

export interface EventReport {
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly errors: readonly string[];
  readonly azure: readonly AzureTrace[];
}

/** One stored event as a line of a timeline. What cannot be read or put into words any more is shown as just that. */
export function timelineEvent(held: ShownEvent): TimelineEvent {
  const { row, event, ledgerIndex, holds, trouble, removal } = held;
  const place = {
    id: row.id,
    n: row.n.toString(),
    type: row.type,
    ledgerIndex: ledgerIndex?.toString() ?? null,
    leaf: Buffer.from(row.leaf).toString('hex'),
    corrections: [],
    correctable: [],
    removable: [],
  };
  if (removal !== null) return { ...place, ...removed(row, removal), holds, trouble };
  const told = event === null || row.body === null ? null : toldEvent(event, row.body, trouble === null);
  if (told === null) return { ...place, ...unreadable(row), holds: false, trouble: 'changed' };
  return { ...place, ...told, holds, trouble };
}

type Removal = NonNullable<ShownEvent['removal']>;
type Told = Pick<TimelineEvent, 'occurredAt' | 'words' | 'who' | 'record'>;

/** Null if an altered body has lost what its words are made of. */
function toldEvent(event: RecordedEvent, body: Uint8Array, sound: boolean): Told | null {
  try {
    const words = recordedWords(event);
    return {
      occurredAt: event.occurredAt,
      words: sound ? words : { ...words, tone: 'bad' },
      who: actorLabel(event.actor),
      record: eventRecord(event, new TextDecoder().decode(body)),
    };
  } catch (error) {
    if (sound) throw error;
    return null;
  }
}

/** A tombstone: that there was a record, its place and its leaf stay. */
function removed(row: HeldEvent['row'], { kind, decision, at }: Removal): Told {
  const words = kind === 'erased' ? 'Erased' : 'Withheld';
  return {
    occurredAt: row.occurredAt.toISOString(),
    words: {
      title: `${words}: ${row.type}`,
      sentence: `${words} by decision ${decision} of ${minuteWords(at)}. That it was recorded, and where it stands in the ledger, stays.`,
      tone: 'step',
    },
    who: row.actorLabel,
    record: null,
  };
}

function unreadable(row: HeldEvent['row']): Told {
  return {
    occurredAt: row.occurredAt.toISOString(),
    words: {
      title: `Unreadable: ${row.type}`,
      sentence:
        'The bytes stored for this event are no longer a record. What it said can be had from a backup alone.',
      tone: 'bad',
    },
    who: 'Unknown',
    record: null,
  };
}

function eventRecord(event: RecordedEvent, canonicalBody: string): EventRecord {
  const { actor } = event;
  return {
    reason: event.reason,
    authority: event.authority,
    person: personOf(event),
    signIn: actor.kind === 'person' ? actor.authMethods : [],
    address: actor.kind === 'worker' ? actor.address : actor.kind === 'person' ? actor.ip : null,
    workerId: actor.kind === 'worker' ? actor.workerId : null,
    report: reportOf(event),
    tool: `${event.tool.name} ${event.tool.version}, commit ${event.tool.commit}`,
    clock: clockWords(event.clock),
    recordedAt: event.recordedAt,
    canonicalBody,
  };
}

function personOf(event: RecordedEvent): EventRecord['person'] {
  const { actor } = event;
  switch (actor.kind) {
    case 'person':
      return namedPerson(actor);
    case 'worker':
      return actor.onBehalfOf === null
        ? null
        : { name: actor.onBehalfOf.displayName, account: actor.onBehalfOf.userPrincipalName, title: null };
    case 'system':
      return null;
  }
}

function namedPerson(actor: PersonActor): EventRecord['person'] {
  return { name: actor.displayName, account: actor.userPrincipalName, title: actor.title };
}

function reportOf(event: RecordedEvent): EventReport | null {
  if (!('report' in event.detail) || event.detail.report === null) return null;
  const { attempt, startedAt, endedAt, errors, azure } = event.detail.report;
  return { attempt, startedAt, endedAt, errors, azure };
}
