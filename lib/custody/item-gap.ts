import type { EventDetail } from './custody-event.ts';
import { evidenceKind } from './evidence-source.ts';
import { wholeReadDueBy } from './fixity.ts';
import { verdictWords } from './foreign-bundle.ts';
import type { Gap, GapFacts, GapKind } from './gap-facts.ts';
import type { RecordedEvent } from './recorded-event.ts';

const dayMs = 86_400_000;
const weakAlgorithms = /^(md-?5|sha-?1)$/i;

/** What is missing of each item that the events tell of. Pure. A rehearsal, a report and what is disposed of lack nothing. */
export function itemGaps({ now, about, events }: GapFacts): readonly Gap[] {
  const read = events.flatMap(({ event }) => event ?? []);
  const neededUntil = newest(read, 'report.requested')?.detail.neededUntil ?? null;
  const streams = Map.groupBy(read, ({ stream }) =>
    'id' in stream ? `${stream.kind} ${stream.id}` : stream.kind,
  );
  const items = read.flatMap((event) => itemOf(event, streams));
  const gaps = items.flatMap((item) => [
    ...verificationGaps(item, now, isActive(item, streams)),
    ...requestGaps(item),
    ...accessGaps(item),
    ...handoverGaps(item),
    ...retentionGaps(item, read, neededUntil),
  ]);
  if (items.length === 0 || neededUntil !== null) return gaps;
  const words =
    'No date is on record until which the evidence is needed: whether it is kept long enough is unknown.';
  return [...gaps, { kind: 'needed-until-unknown', about, words }];
}

/** The events of each stream, oldest first, by its kind and id: an incident of thousands of items is gone through once. */
type Streams = ReadonlyMap<string, readonly RecordedEvent[]>;

interface Item {
  readonly number: string;
  readonly requested: EventDetail<'acquisition.requested'>;
  readonly events: readonly RecordedEvent[]; // of its stream, oldest first
}

function itemOf(event: RecordedEvent, streams: Streams): readonly Item[] {
  if (event.type !== 'acquisition.requested' || event.stream.kind !== 'evidence') return [];
  const { rehearsal, exhibitNumber: number, source } = event.detail;
  if (rehearsal || evidenceKind(source) === 'report') return [];
  const events = streams.get(`evidence ${event.stream.id}`) ?? [];
  if (events.some(({ type }) => type === 'evidence.disposed')) return [];
  return [{ number, requested: event.detail, events }];
}

/** Unless the record says that its incident was closed. */
function isActive({ requested }: Item, streams: Streams): boolean {
  const ofIncident = streams.get(`incident ${requested.incidentId}`) ?? [];
  const last = ofIncident.findLast(({ type }) => type === 'incident.closed' || type === 'incident.reopened');
  return last?.type !== 'incident.closed';
}

function verificationGaps({ number, events, requested }: Item, now: string, active: boolean): readonly Gap[] {
  const gap = gapOf(number);
  const sealed = newest(events, 'evidence.sealed');
  if (sealed === null)
    return newest(events, 'acquisition.copied') === null
      ? []
      : [gap('not-verified', 'A copy is stored, and no seal says that two reads of it agreed.')];
  const presence = events.findLast(({ type }) => type.endsWith('-found') || type === 'evidence.found-again');
  const reread = events.findLast(({ type }) => type === 'evidence.verified' || type === 'evidence.sampled');
  const differs = reread !== undefined && 'outcome' in reread.detail && reread.detail.outcome === 'differs';
  const asSealed = events.findLast(
    (one) => one.type === 'evidence.verified' && one.detail.outcome === 'as-sealed',
  );
  const last = asSealed?.occurredAt ?? sealed.occurredAt;
  const days = Math.floor((Date.parse(now) - Date.parse(last)) / dayMs);
  return [
    ...(differs || presence?.type === 'evidence.missing-found' || presence?.type === 'evidence.other-found'
      ? [gap('copy-not-as-sealed', 'The stored copy was last found to be gone, or not what was sealed.')]
      : []),
    ...(wholeReadDueBy(last, active) < now
      ? [gap('verification-overdue', `It was last read whole ${days} days ago, on ${last.slice(0, 10)}.`)]
      : []),
    ...(hasWeakDigestsOnly(requested.source)
      ? [gap('weak-digest-only', 'Its source named MD5 or SHA-1 digests and no stronger one.')]
      : []),
    ...claimGaps(number, events),
    ...bundleGaps(number, events),
  ];
}

/** Bytes that are not those that an earlier process claims: which of the two is wrong, the record cannot say. */
function claimGaps(number: string, events: readonly RecordedEvent[]): readonly Gap[] {
  const claims = newest(events, 'import.claims-compared')?.detail.claims ?? [];
  const different = claims.filter(({ outcome }) => outcome === 'differs').map(({ algorithm }) => algorithm);
  if (different.length === 0) return [];
  const words = `Its bytes do not have the ${different.join(', ')} that an earlier process claims.`;
  return [gapOf(number)('claim-differs', words)];
}

/** A bundle of another Holdfast that does not hold, or cannot be read: what it says of its items is not proven. */
function bundleGaps(number: string, events: readonly RecordedEvent[]): readonly Gap[] {
  const verdict = newest(events, 'import.bundle-verified')?.detail.verdict;
  if (verdict === undefined || verdict.outcome === 'holds') return [];
  return [gapOf(number)('bundle-does-not-hold', verdictWords(verdict))];
}

function requestGaps({ number, requested }: Item): readonly Gap[] {
  const gap = gapOf(number);
  return [
    ...(requested.reason.trim() === ''
      ? [gap('purpose-missing', 'No purpose of its taking is on record.')]
      : []),
    ...(requested.authority.type === 'not-supplied'
      ? [gap('authority-missing', 'No legal authority for its taking is on record.')]
      : []),
  ];
}

function accessGaps({ number, events }: Item): readonly Gap[] {
  return events.flatMap((event) =>
    event.type === 'access.granted' && event.detail.approvers.length === 0
      ? [
          gapOf(number)(
            'approval-missing',
            `Access ${event.detail.number} was given without an approver on record.`,
          ),
        ]
      : [],
  );
}

function handoverGaps({ number, events }: Item): readonly Gap[] {
  const answered = new Set(
    events.flatMap(({ type, detail }) =>
      type.startsWith('custody.handover-') && type !== 'custody.handover-offered' && 'handoverId' in detail
        ? [detail.handoverId]
        : [],
    ),
  );
  return events.flatMap((event) =>
    event.type === 'custody.handover-offered' && !answered.has(event.detail.handoverId)
      ? [
          gapOf(number)(
            'handover-unanswered',
            `Hand-over ${event.detail.number} is offered and not answered.`,
          ),
        ]
      : [],
  );
}

/** A hold that stands keeps the item whatever its retention says. */
function retentionGaps(
  { number, events }: Item,
  all: readonly RecordedEvent[],
  neededUntil: string | null,
): readonly Gap[] {
  const sealed = newest(events, 'evidence.sealed');
  if (sealed === null || neededUntil === null) return [];
  const { protection } = sealed.detail;
  const ofContainer = all.filter(
    ({ detail }) => 'container' in detail && detail.container === protection.container,
  );
  const hold = ofContainer.findLast(({ type }) => type === 'hold.placed' || type === 'hold.lifted');
  const tags = hold !== undefined && 'tags' in hold.detail ? hold.detail.tags : protection.legalHoldTags;
  const extended = newest(ofContainer, 'retention.extended')?.detail.days ?? 0;
  const until = [protection.retentionUntil, dateAfter(sealed.occurredAt, extended)]
    .flatMap((one) => one ?? [])
    .reduce((latest, one) => (one > latest ? one : latest), '');
  if (tags.length > 0 || until.slice(0, 10) >= neededUntil) return [];
  const ends = until === '' ? 'No retention is on record' : `Its retention ends on ${until.slice(0, 10)}`;
  return [
    gapOf(number)('retention-too-short', `${ends}, no hold stands, and it is needed until ${neededUntil}.`),
  ];
}

function dateAfter(from: string, days: number): string | null {
  return days === 0 ? null : new Date(Date.parse(from) + days * dayMs).toISOString();
}

/** Whatever a source says of digests that somebody else made stands beside the name of its algorithm. */
function hasWeakDigestsOnly(source: unknown): boolean {
  const named = algorithmsIn(source);
  return named.length > 0 && named.every((one) => weakAlgorithms.test(one));
}

function algorithmsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'algorithm' && typeof inner === 'string' ? [inner] : algorithmsIn(inner),
  );
}

function newest<T extends RecordedEvent['type']>(
  events: readonly RecordedEvent[],
  type: T,
): Extract<RecordedEvent, { readonly type: T }> | null {
  const found = events.findLast((one) => one.type === type);
  return found === undefined ? null : (found as Extract<RecordedEvent, { readonly type: T }>);
}

function gapOf(about: string) {
  return (kind: GapKind, words: string): Gap => ({ kind, about, words });
}
