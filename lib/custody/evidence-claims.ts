import type { Actor } from './actor.ts';
import type { EventDetail } from './custody-event.ts';
import { evidenceDescription } from './evidence-description.ts';
import { evidenceKind, sourceIds } from './evidence-source.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { isAbout } from './row-difference.ts';

/** What a screen says of an evidence item, as the database has it now. JSON columns are taken as they are. */
export interface EvidenceClaims {
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly rehearsal: boolean;
  readonly kind: string;
  readonly description: string;
  readonly createdAt: string;
  readonly state: string;
  readonly source: unknown;
  readonly container: string;
  readonly blob: string | null;
  readonly sizeBytes: string | null; // decimal
  readonly digests: unknown;
  readonly sha256: string | null;
  readonly protection: unknown;
  readonly retentionUntil: string | null; // RFC 3339
  readonly sealedAt: string | null;
  readonly verifiedAt: string | null;
  readonly acquisition: AcquisitionClaims | null;
}

export interface AcquisitionClaims {
  readonly id: string;
  readonly incidentId: string;
  readonly machineResourceId: string; // lower case
  readonly diskResourceId: string; // lower case
  readonly requesterObjectId: string;
  readonly rehearsal: boolean;
  readonly source: unknown;
  readonly reason: string;
  readonly authority: unknown;
  readonly plan: string;
  readonly readMode: string;
  readonly requester: unknown;
  readonly blob: string | null;
  readonly sourceRead: unknown; // ReadDigests of the step that read the source, null while there are none
  readonly storedRead: unknown;
}

/** One thing shown that is not what was recorded; `recorded` is null where nothing of it was. */
export interface AlteredClaim {
  readonly field: string; // "Digests of the stored copy: payloadSha256"
  readonly shown: string;
  readonly recorded: string | null;
}

/** Everything shown of an item that its recorded facts do not say; empty when every claim stands as committed. */
export function alteredClaims(claims: EvidenceClaims, record: EvidenceRecord): readonly AlteredClaim[] {
  return alteredByFact(claims, record).flatMap(({ altered }) => altered);
}

/** The same, by the fact that says otherwise. */
export function alteredByFact(
  claims: EvidenceClaims,
  record: EvidenceRecord,
): readonly { readonly fact: keyof EvidenceRecord; readonly altered: readonly AlteredClaim[] }[] {
  return [
    { fact: 'requested', altered: requestClaims(claims, record) },
    { fact: 'copied', altered: copyClaims(claims, record) },
    { fact: 'sourceRead', altered: readClaims(claims, record, 'sourceRead', 'Digests of the source') },
    { fact: 'storedRead', altered: readClaims(claims, record, 'storedRead', 'Digests of the stored copy') },
    { fact: 'sealed', altered: sealClaims(claims, record) },
  ];
}

/** The fact of each kind that says what an item is; null while it was not recorded. */
export interface EvidenceRecord {
  readonly requested: {
    readonly detail: EventDetail<'acquisition.requested'>;
    readonly by: Actor;
    readonly at: string;
  } | null;
  readonly copied: EventDetail<'acquisition.copied'> | null;
  readonly sourceRead: EventDetail<'acquisition.source-hashed'> | null;
  readonly storedRead: EventDetail<'acquisition.copy-hashed'> | null;
  readonly sealed: { readonly detail: EventDetail<'evidence.sealed'>; readonly at: string } | null;
}

/**
 * Gathers those facts. In: the item's events, oldest first, those that the signed ledger proves apart from those that
 * still wait. A waiting fact stands only where no proven one does: it must not outvote what was signed.
 */
export function evidenceRecord(
  proven: readonly RecordedEvent[],
  waiting: readonly RecordedEvent[],
): EvidenceRecord {
  const [firm, open] = [newestRecord(proven), newestRecord(waiting)];
  return {
    requested: firm.requested ?? open.requested,
    copied: firm.copied ?? open.copied,
    sourceRead: firm.sourceRead ?? open.sourceRead,
    storedRead: firm.storedRead ?? open.storedRead,
    sealed: firm.sealed ?? open.sealed,
  };
}

/** Where a step was repeated its newest fact counts; nothing that follows the seal does. In: events, oldest first. */
export function newestRecord(events: readonly RecordedEvent[]): EvidenceRecord {
  let facts: EvidenceRecord = {
    requested: null,
    copied: null,
    sourceRead: null,
    storedRead: null,
    sealed: null,
  };
  for (const event of events) {
    if (facts.sealed !== null) break;
    if (event.type === 'acquisition.requested')
      facts = { ...facts, requested: { detail: event.detail, by: event.actor, at: event.occurredAt } };
    if (event.type === 'acquisition.copied') facts = { ...facts, copied: event.detail };
    if (event.type === 'acquisition.source-hashed') facts = { ...facts, sourceRead: event.detail };
    if (event.type === 'acquisition.copy-hashed') facts = { ...facts, storedRead: event.detail };
    if (event.type === 'evidence.sealed')
      facts = { ...facts, sealed: { detail: event.detail, at: event.occurredAt } };
  }
  return facts;
}

function requestClaims(claims: EvidenceClaims, { requested }: EvidenceRecord): readonly AlteredClaim[] {
  const { acquisition } = claims;
  if (requested === null) return [];
  const { detail, by, at } = requested;
  return [
    ...differences('Exhibit number', claims.exhibitNumber, detail.exhibitNumber),
    ...differences('Incident', claims.incidentId, detail.incidentId),
    ...differences('Rehearsal', claims.rehearsal, detail.rehearsal),
    ...differences('Kind', claims.kind, evidenceKind(detail.source)),
    ...differences('Description', claims.description, evidenceDescription(detail.source)),
    ...timeDifferences('Registered', claims.createdAt, at),
    ...differences('Source', claims.source, detail.source),
    ...(acquisition === null
      ? [{ field: 'Acquisition', shown: 'none', recorded: detail.acquisitionId }]
      : [
          ...differences('Acquisition', acquisition.id, detail.acquisitionId),
          ...differences('Incident of the acquisition', acquisition.incidentId, detail.incidentId),
          ...differences('Machine', acquisition.machineResourceId, sourceIds(detail.source).machine),
          ...differences('Disk', acquisition.diskResourceId, sourceIds(detail.source).part),
          ...differences(
            'Id of who requested it',
            acquisition.requesterObjectId,
            askedBy(by)?.objectId ?? null,
          ),
          ...differences('Rehearsal of the acquisition', acquisition.rehearsal, detail.rehearsal),
          ...differences('Source of the acquisition', acquisition.source, detail.source),
          ...differences('Reason', acquisition.reason, detail.reason),
          ...differences('Legal authority', acquisition.authority, detail.authority),
          ...differences('Sentence confirmed', acquisition.plan, detail.plan),
          ...differences('Reading', acquisition.readMode, detail.readMode),
          ...differences('Requested by', namesOf(acquisition.requester, by), namesOf(askedBy(by), by)),
        ]),
  ];
}

function copyClaims(claims: EvidenceClaims, { copied }: EvidenceRecord): readonly AlteredClaim[] {
  return [
    ...(copied === null ? [] : differences('Container', claims.container, copied.container)),
    ...differences('Blob', claims.blob, copied?.blob ?? null),
    ...differences('Blob of the acquisition', claims.acquisition?.blob ?? null, copied?.blob ?? null),
    ...differences('Size', claims.sizeBytes, copied?.sizeBytes ?? null),
  ];
}

/** A step that is begun again shows nothing for a while; once sealed, both reads must be there. */
function readClaims(
  claims: EvidenceClaims,
  record: EvidenceRecord,
  read: 'sourceRead' | 'storedRead',
  field: string,
): readonly AlteredClaim[] {
  const shown = claims.acquisition?.[read] ?? null;
  if (shown === null && record.sealed === null) return [];
  return differences(field, shown, record[read]?.digests ?? null);
}

function sealClaims(claims: EvidenceClaims, { sealed }: EvidenceRecord): readonly AlteredClaim[] {
  if ((claims.state === 'sealed') !== (sealed !== null))
    return [{ field: 'State', shown: claims.state, recorded: sealed === null ? null : 'sealed' }];
  const detail = sealed?.detail ?? null;
  return [
    ...differences('Sealed digests', claims.digests, detail?.digests ?? null),
    ...differences('SHA-256', claims.sha256, detail?.digests.sha256 ?? null),
    ...differences('Protection', claims.protection, detail?.protection ?? null),
    ...timeDifferences(
      'Retention until',
      claims.retentionUntil,
      detail?.protection.retentionUntil ?? null,
      999,
    ),
    ...timeDifferences('Sealed', claims.sealedAt, sealed?.at ?? null),
    ...timeDifferences('Last verified', claims.verifiedAt, sealed?.at ?? null),
  ];
}

function timeDifferences(
  field: string,
  shown: string | null,
  recorded: string | null,
  graceMs?: number,
): readonly AlteredClaim[] {
  if (isAbout(shown, recorded, graceMs)) return [];
  return [{ field, shown: shown ?? 'nothing', recorded }];
}

/** An item of a device is registered by the worker, for the person who had asked for the action. */
function askedBy(actor: Actor) {
  return actor.kind === 'worker' ? actor.onBehalfOf : actor.kind === 'person' ? actor : null;
}

/** Who a person is; what else a request knew of them (address, session) belongs to that request alone. */
function namesOf(person: unknown, by: Actor): unknown {
  if (!isObject(person)) return person;
  const { tenantId, objectId, userPrincipalName, displayName, title } = person;
  if (!saysTitle(by)) return { objectId, userPrincipalName, displayName };
  return { tenantId, objectId, userPrincipalName, displayName, title };
}

/** Whether the record says more of who asked than their account and name: workers of the first versions did not. */
export function saysTitle(by: Actor): boolean {
  return by.kind !== 'worker' || by.onBehalfOf?.title !== undefined;
}

/** Compares two JSON values leaf by leaf, whatever the order of keys, which the database does not keep; absent and null are the same. */
function differences(field: string, shown: unknown, recorded: unknown): readonly AlteredClaim[] {
  if (isObject(shown) && isObject(recorded)) {
    const keys = new Set([...Object.keys(shown), ...Object.keys(recorded)]);
    return [...keys].flatMap((key) => differences(pathOf(field, key), shown[key], recorded[key]));
  }
  if (Array.isArray(shown) && Array.isArray(recorded) && shown.length === recorded.length)
    return shown.flatMap((one, i) => differences(pathOf(field, `${i + 1}`), one, recorded[i]));
  const [left, right] = [textOf(shown), textOf(recorded)];
  return left === right ? [] : [{ field, shown: left ?? 'nothing', recorded: right }];
}

function pathOf(field: string, key: string): string {
  return field.includes(': ') ? `${field}.${key}` : `${field}: ${key}`;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
