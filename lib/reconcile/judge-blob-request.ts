import { isInsideRange } from '../custody/address-range.ts';
import { type BlobEffect, type BlobRequest, blobEffect } from './blob-request.ts';
import {
  callOf,
  isWithin,
  type Judgement,
  type KnownGrant,
  type KnownItem,
  type LedgerKnowledge,
  type RecordFinding,
} from './ledger-knowledge.ts';

/** Somebody's link must work to the second; a little is left for clocks that differ. */
const grantSlackMs = 5_000;
const workSlackMs = 60_000;

/**
 * Holds one record of the locker's log against the ledger. In: the record, and what is known of all that it names. A link
 * is judged by its grant; the product's own request by its id, by a recorded read, by the acquisition; anybody else's is a
 * finding.
 */
export function judgeBlobRequest(request: BlobRequest, knowledge: LedgerKnowledge): Judgement {
  const item = itemOf(request, knowledge);
  const call = callOf(knowledge, {
    log: 'blob',
    at: request.at,
    operation: request.operation,
    caller: request.requester,
    ids: [request.requestId, request.clientRequestId],
  });
  if (request.link !== null) return judgeLink(request, item, knowledge);
  const identity = knowledge.identities.get(request.requester?.toLowerCase() ?? '');
  const failed = request.status >= 400;
  if (failed && (identity === undefined || isRefusal(request)))
    return { kind: 'refused', eventId: call?.eventId ?? null };
  if (call !== null) return { kind: 'explained', how: 'call', item, eventId: call.eventId };
  if (failed) return explained('look', item); // asked for what was not there, or was there already
  if (identity === undefined)
    return found(knowledge, request, item, 'unexplained-access', strangerWords(request));
  return judgeOwn(request, identity, item, knowledge);
}

function isRefusal({ status }: BlobRequest): boolean {
  return status === 401 || status === 403;
}

function judgeOwn(
  request: BlobRequest,
  identity: string,
  item: KnownItem | null,
  knowledge: LedgerKnowledge,
): Judgement {
  const effect = blobEffect(request.operation);
  const own = knowledge.place.ownContainers.get(request.container?.toLowerCase() ?? '');
  if (own?.includes(identity) === true) return explained('own-store', item);
  if (effect === 'key' && identity === 'link-signer') return explained('own-store', item);
  if (effect === 'look' || isManifestRead(request, effect)) return explained('look', item);
  const isAtWork = (slackMs: number) =>
    identity === 'locker' && isWorkedOn(request, item, knowledge, slackMs);
  if (isAtWork(0)) return explained('work', item);
  const read =
    effect !== 'bytes' || item === null
      ? undefined
      : knowledge.reads.find(
          (one) => one.evidenceId === item.evidenceId && isWithin(request.at, one.from, one.to),
        );
  if (read !== undefined) return { kind: 'explained', how: 'read', item, eventId: read.eventId };
  if (effect === 'change' && isActedOn(request, knowledge)) return explained('work', item);
  if (isAtWork(workSlackMs)) return explained('work', item);
  return found(knowledge, request, item, 'unexplained-access', ownWords(identity, effect, item));
}

/** The list of a copy's block digests holds no byte of it; whoever hands the copy out reads it first. */
function isManifestRead({ blob }: BlobRequest, effect: BlobEffect): boolean {
  return effect === 'bytes' && blob?.endsWith('/disk.blocks.sha256') === true;
}

/** The copy of an acquisition is written, and read back, while that acquisition goes on. */
function isWorkedOn(
  request: BlobRequest,
  item: KnownItem | null,
  knowledge: LedgerKnowledge,
  slackMs: number,
): boolean {
  if (item !== null) return isWithin(request.at, item.from, item.to, slackMs);
  if (request.blob !== null) return false;
  return knowledge.items.some(
    ({ container, from, to }) =>
      container === request.container?.toLowerCase() && isWithin(request.at, from, to, slackMs),
  );
}

/** A disposal deletes; a hold may come before the first evidence, and makes the container that it guards. */
function isActedOn({ container, at, operation }: BlobRequest, { acts }: LedgerKnowledge): boolean {
  const wanted =
    operation === 'DeleteBlob' ? 'delete-blobs' : operation === 'CreateContainer' ? 'set-hold' : null;
  return acts.some(
    (act) =>
      act.does === wanted && act.container === container?.toLowerCase() && isWithin(at, act.from, act.to),
  );
}

function judgeLink(request: BlobRequest, item: KnownItem | null, knowledge: LedgerKnowledge): Judgement {
  const { link, at, callerAddress } = request;
  const grant = knowledge.grants.get(link?.correlationId?.toLowerCase() ?? '');
  const refused = request.status >= 400;
  const end = refused ? ' Azure refused it.' : '';
  if (grant === undefined) {
    if (refused) return { kind: 'refused', eventId: null };
    return found(knowledge, request, item, 'unexplained-access', linkWords(link?.correlationId ?? null));
  }
  const of = (kind: RecordFinding['kind'], words: string) =>
    found(knowledge, request, item, kind, `${words}${end}`);
  if (item === null || !grant.evidenceIds.includes(item.evidenceId))
    return of('unexplained-access', `The link was made for ${grant.number}, which does not open this.`);
  if (!isWithin(at, grant.from, grant.to, grantSlackMs))
    return of('grant-outside-window', `${grant.number} opens it from ${grant.from} to ${grant.to}.`);
  if (!isInsideRange(grant.addressRange, callerAddress))
    return of('grant-outside-address', `${grant.number} opens it to ${grant.addressRange} alone.`);
  if (refused) return { kind: 'refused', eventId: null };
  if (link?.boundTo?.toLowerCase() !== grant.granteeObjectId.toLowerCase())
    return of(
      'unexplained-access',
      `${grant.number} is for ${grant.granteeObjectId}; the link is bound to ${link?.boundTo ?? 'nobody'}.`,
    );
  if (!isByLink(request, grant, knowledge))
    return of(
      'unexplained-access',
      `${grant.number} is for ${grant.granteeObjectId}; the request was let in as another’s.`,
    );
  return explained('grant', item);
}

/** A link is logged under who signed it; an address can name a grant beside somebody’s own right to read. */
function isByLink(
  { requester }: BlobRequest,
  { granteeObjectId }: KnownGrant,
  { identities }: LedgerKnowledge,
): boolean {
  const who = requester?.toLowerCase() ?? null;
  return who === null || who === granteeObjectId.toLowerCase() || identities.get(who) === 'link-signer';
}

/** Blobs of an item lie under its exhibit number. */
function itemOf({ container, blob }: BlobRequest, { items }: LedgerKnowledge): KnownItem | null {
  if (container === null || blob === null) return null;
  const [folder] = blob.split('/');
  return (
    items.find((item) => item.container === container.toLowerCase() && item.exhibitNumber === folder) ?? null
  );
}

function explained(how: 'grant' | 'work' | 'own-store' | 'look', item: KnownItem | null): Judgement {
  return { kind: 'explained', how, item, eventId: null };
}

function found(
  knowledge: LedgerKnowledge,
  { container }: BlobRequest,
  item: KnownItem | null,
  kind: RecordFinding['kind'],
  words: string,
): Judgement {
  const incidentId = item?.incidentId ?? knowledge.incidents.get(container?.toLowerCase() ?? '') ?? null;
  return { kind: 'finding', finding: { kind, words, eventIds: [] }, item, incidentId };
}

function strangerWords({ requester }: BlobRequest): string {
  return requester === null
    ? 'The ledger has no grant for somebody without a name.'
    : 'The caller is none of the product’s identities, and only those come to the locker without a link.';
}

function linkWords(correlationId: string | null): string {
  return correlationId === null
    ? 'A link that names no grant: the product makes none such.'
    : `The ledger has no grant ${correlationId}.`;
}

function ownWords(identity: string, effect: BlobEffect, item: KnownItem | null): string {
  const what = effect === 'bytes' ? 'no read' : effect === 'key' ? 'no link' : 'no work';
  const about = item === null ? '' : ` of ${item.exhibitNumber}`;
  return `By the product’s identity ${identity}, yet the ledger has ${what}${about} at that time.`;
}
