import type { Prisma } from '../../prisma/generated/client.ts';
import { type Custodian, currentCustodian } from '../custody/current-custodian.ts';
import {
  type AlteredClaim,
  alteredClaims,
  type EvidenceClaims,
  type EvidenceRecord,
  evidenceRecord,
  newestRecord,
} from '../custody/evidence-claims.ts';
import type { EvidenceSource } from '../custody/evidence-source.ts';
import { type EvidenceState, evidenceState } from '../custody/evidence-state.ts';
import type { ReadDigests } from '../custody/read-digests.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { showable } from '../custody/showable.ts';
import { type EventTrouble, type HeldEvent, heldEvents, storedEventColumns } from './event-holds.ts';
import { type PresenceView, presenceTypes, presenceView } from './evidence-presence.ts';
import { streamTrouble } from './stream-trouble.ts';
import type { Viewer } from './viewer.ts';

/** What is known of an item's integrity; `unknown` whenever two equal reads cannot be shown. */
export type EvidenceIntegrity =
  | 'verified'
  | 'altered'
  | 'mismatch'
  | 'missing' // the store has no such blob any more
  | 'replaced' // it has another one under its name
  | 'disposed' // deleted by decision, after its retention
  | Exclude<EvidenceState, 'sealed'>;

/** The judgement on one item: everything that is shown of it, held against what its recorded events committed. */
export interface EvidenceCheck {
  readonly integrity: EvidenceIntegrity;
  readonly altered: readonly AlteredClaim[]; // empty: every claim stands as recorded
  readonly record: EvidenceRecord;
  readonly presence: PresenceView | null; // null: it is not sealed
  readonly custodian: Custodian | null; // null: no sound record says
}

/** What a query must load of an item for it to be checked. */
export const checkedWith = {
  acquisition: { include: { steps: { select: { step: true, outcome: true } } } },
  presence: true,
} as const satisfies Prisma.EvidenceItemInclude;

type CheckedItem = Prisma.EvidenceItemGetPayload<{ include: typeof checkedWith }>;

const seal = 'evidence.sealed';
const handedOver = 'custody.handover-accepted';
const disposed = 'evidence.disposed';

/** The events that say what an item is. */
const telling = [
  'acquisition.requested',
  'acquisition.copied',
  'acquisition.source-hashed',
  'acquisition.copy-hashed',
  seal,
  handedOver,
  disposed,
  ...presenceTypes,
];

/**
 * Checks items against the register, in the same few queries for one or a page of them. The calling query has
 * authorised. Out: by item id.
 */
export async function checkEvidence(
  db: Viewer['db'],
  items: readonly CheckedItem[],
): Promise<ReadonlyMap<string, EvidenceCheck>> {
  const rows = await db.custodyEvent.findMany({
    where: { stream: { in: items.map((item) => item.id) }, type: { in: telling } },
    orderBy: { n: 'asc' },
    select: storedEventColumns,
  });
  const held = Map.groupBy(await heldEvents(db, rows), ({ row }) => row.stream);
  const others = await streamTrouble(
    db,
    items.map((item) => item.id),
    telling,
  );
  return new Map(
    items.map((item) => [item.id, checkOf(item, held.get(item.id) ?? [], others.get(item.id) ?? 0)]),
  );
}

/** The same for one item. */
export async function checkItem(db: Viewer['db'], item: CheckedItem): Promise<EvidenceCheck> {
  return (await checkEvidence(db, [item])).get(item.id) ?? checkOf(item, [], 0);
}

function checkOf(item: CheckedItem, held: readonly HeldEvent[], others: number): EvidenceCheck {
  const { record, claims, settled } = judgedClaims(item, held);
  const altered = [...held.flatMap(alteredRecord), ...afterSeal(held), ...otherRecords(others), ...claims];
  const isGone = held.some((one) => isSound(one) && one.row.type === disposed);
  const presence = item.state === 'sealed' && !isGone ? presenceView(item.presence, held, new Date()) : null;
  const custodian = currentCustodian(held.filter(isSound).flatMap(eventsOf));
  const found = { altered, record, presence, custodian };
  switch (presence?.state) {
    case 'missing':
      return { integrity: 'missing', ...found };
    case 'other':
      return { integrity: 'replaced', ...found };
    default:
  }
  if (altered.length > 0) return { integrity: 'altered', ...found };
  if (isGone) return { integrity: 'disposed', ...found };
  const integrity = integrityOf(item);
  const isKnown = settled && presence?.state !== 'unknown';
  return { integrity: integrity === 'verified' && !isKnown ? 'unknown' : integrity, ...found };
}

/**
 * What the item claims beyond its record. Until the ledger proves its seal a repeated step may be newer than what is
 * proven: that is nothing altered, but nothing settled either.
 */
function judgedClaims(
  item: CheckedItem,
  held: readonly HeldEvent[],
): { record: EvidenceRecord; claims: readonly AlteredClaim[]; settled: boolean } {
  const [proven, sound] = [held.filter(({ holds }) => holds === true), held.filter(isSound)];
  const waiting = sound.filter(({ holds }) => holds === null);
  const record = evidenceRecord(proven.flatMap(eventsOf), waiting.flatMap(eventsOf));
  const claims = alteredClaims(claimsOf(item), record);
  if (claims.length === 0 || proven.some(({ row }) => row.type === seal))
    return { record, claims, settled: true };
  const newest = alteredClaims(claimsOf(item), newestRecord(sound.flatMap(eventsOf)));
  return newest.length === 0 ? { record, claims: newest, settled: false } : { record, claims, settled: true };
}

function isSound({ holds }: HeldEvent): boolean {
  return holds !== false;
}

function eventsOf({ event }: HeldEvent): readonly RecordedEvent[] {
  return event === null ? [] : [event];
}

/** Once sealed an item is neither copied nor read nor sealed again: a record that says so was put in. */
function afterSeal(held: readonly HeldEvent[]): readonly AlteredClaim[] {
  const later = [...presenceTypes, handedOver, disposed];
  const sound = held.filter((one) => isSound(one) && !later.includes(one.row.type));
  const sealed = sound.findIndex(({ row }) => row.type === seal);
  if (sealed === -1) return [];
  return sound.slice(sealed + 1).map(({ row }) => ({
    field: `Record of ${row.type}, event ${row.n}`,
    shown: 'recorded after the item was sealed',
    recorded: null,
  }));
}

function otherRecords(count: number): readonly AlteredClaim[] {
  if (count === 0) return [];
  const shown = `${count} other ${count === 1 ? 'record is' : 'records are'} not what the ledger has`;
  return [{ field: 'Chain of custody', shown, recorded: null }];
}

/** A record that is not what the ledger committed to proves nothing of the item any more. */
function alteredRecord({ row, trouble }: HeldEvent): readonly AlteredClaim[] {
  if (trouble === null) return [];
  return [{ field: `Record of ${row.type}, event ${row.n}`, shown: troubleWords(trouble), recorded: null }];
}

function troubleWords(trouble: EventTrouble): string {
  switch (trouble) {
    case 'changed':
      return 'changed after it was written, or put in past Holdfast';
    case 'path':
      return 'no longer leads to the signed root';
  }
}

/** Judges by the digests of the two independent reads, never by the state alone. */
function integrityOf(
  item: CheckedItem,
): Exclude<EvidenceIntegrity, 'altered' | 'missing' | 'replaced' | 'disposed'> {
  const steps = item.acquisition?.steps ?? [];
  const source = readDigestsOf(steps, 'hash-source');
  const stored = readDigestsOf(steps, 'hash-locker-copy');
  if (source !== null && stored !== null && source.sha256 !== stored.sha256) return 'mismatch';
  const state = evidenceState(item.state, item.acquisition?.state ?? null);
  if (state !== 'sealed') return state;
  return source !== null && stored !== null && item.sha256 === stored.sha256 ? 'verified' : 'unknown';
}

function claimsOf(item: CheckedItem): EvidenceClaims {
  const { acquisition } = item;
  return {
    ...item,
    sizeBytes: item.sizeBytes?.toString() ?? null,
    retentionUntil: item.retentionUntil?.toISOString() ?? null,
    createdAt: item.createdAt.toISOString(),
    sealedAt: item.sealedAt?.toISOString() ?? null,
    verifiedAt: item.verifiedAt?.toISOString() ?? null,
    acquisition:
      acquisition === null
        ? null
        : {
            ...acquisition,
            sourceRead: readDigestsOf(acquisition.steps, 'hash-source'),
            storedRead: readDigestsOf(acquisition.steps, 'hash-locker-copy'),
          },
  };
}

/** Where the item came from, as stored; as recorded where the stored value has lost its shape. */
export function sourceOf(item: { readonly source: unknown }, { requested }: EvidenceRecord): EvidenceSource {
  const recorded = requested?.detail.source ?? null;
  return showable(item.source, recorded) ?? recorded ?? (item.source as EvidenceSource);
}

interface StepFacts {
  readonly step: string;
  readonly outcome: unknown;
}

/** The digests that a hashing step left behind, or null. */
export function readDigestsOf(
  steps: readonly StepFacts[],
  step: 'hash-source' | 'hash-locker-copy',
): ReadDigests | null {
  const outcome = steps.find((candidate) => candidate.step === step)?.outcome;
  if (typeof outcome !== 'object' || outcome === null || !('digests' in outcome)) return null;
  return outcome.digests as ReadDigests;
}
