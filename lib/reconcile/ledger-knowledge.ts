import type { AccessMode } from '../custody/access-policy.ts';
import type { ReconciledLog } from '../custody/reconciliation-event.ts';

/** What the ledger and the settings know of the things that a batch of log records names. Ids of Azure in small letters. */
export interface LedgerKnowledge {
  readonly identities: ReadonlyMap<string, string>; // object id → name of the product's identity
  /** Calls that recorded events name, by each id under which Azure may log them. */
  readonly calls: ReadonlyMap<string, KnownCall>;
  readonly items: readonly KnownItem[];
  readonly incidents: ReadonlyMap<string, string>; // container → incident
  readonly reads: readonly KnownRead[];
  readonly acts: readonly KnownAct[];
  readonly grants: ReadonlyMap<string, KnownGrant>;
  /** The disk that a snapshot was taken of; null: it is gone, or Azure never said. */
  readonly snapshotSources: ReadonlyMap<string, string | null>;
  readonly place: ReconciledPlace;
}

/** A call to Azure, as an event recorded it. */
export interface KnownCall {
  readonly eventId: string;
  readonly log: ReconciledLog;
  readonly operation: string | null; // "PUT Microsoft.Compute/snapshots"; null: only its id was recorded
  readonly from: string;
  readonly to: string;
  readonly by: string | null; // object id of the person with whose own token it was made; null: the product's
}

/** An item of evidence and the work on it. */
export interface KnownItem {
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly exhibitNumber: string;
  readonly container: string;
  readonly diskId: string | null;
  readonly snapshotName: string; // of its acquisition
  readonly from: string; // when the acquisition was asked for
  readonly to: string | null; // when it was over; null: it is not
}

/** Bytes of an item handed out, or worked on, by the product for somebody. */
export interface KnownRead {
  readonly eventId: string;
  readonly evidenceId: string;
  readonly from: string;
  readonly to: string | null; // null: it goes on
}

/** Something that people decided to do to a container's guards or blobs, from its recorded beginning to its recorded end. */
export interface KnownAct {
  readonly does: 'set-hold' | 'clear-hold' | 'extend-retention' | 'delete-blobs';
  /** Object ids of the people who may do it with their own account; null: the product does it. */
  readonly by: readonly string[] | null;
  readonly eventId: string;
  readonly container: string;
  readonly from: string;
  readonly to: string | null;
}

export interface KnownGrant {
  readonly id: string;
  readonly number: string;
  readonly mode: AccessMode;
  readonly granteeObjectId: string;
  readonly evidenceIds: readonly string[];
  readonly addressRange: string;
  readonly from: string;
  readonly to: string; // its end, or when it was revoked
}

/** Where the evidence lies and what guards it. */
export interface ReconciledPlace {
  readonly account: string; // the locker's ARM id
  readonly snapshotGroups: readonly string[];
  readonly guards: readonly string[]; // ARM ids of what else must not change: log workspace, private endpoints
  readonly ownContainers: ReadonlyMap<string, readonly string[]>; // of the product itself → identities that use it
}

/** What a log record turned out to be. */
export type Judgement =
  | {
      readonly kind: 'explained';
      readonly how: Explanation;
      readonly item: KnownItem | null;
      readonly eventId: string | null;
    }
  /** Azure let nobody in, or did nothing. */
  | { readonly kind: 'refused'; readonly eventId: string | null }
  /** Nothing that is watched: another resource, the beginning of a call whose end is judged, a request that shows nothing. */
  | { readonly kind: 'aside' }
  | {
      readonly kind: 'finding';
      readonly finding: RecordFinding;
      readonly item: KnownItem | null;
      readonly incidentId: string | null;
    };

/** By which fact of the ledger a record is accounted for, the strongest first. */
export const explanations = ['call', 'grant', 'read', 'work', 'own-store', 'look'] as const;
export type Explanation = (typeof explanations)[number];

export interface RecordFinding {
  readonly kind:
    | 'unexplained-access'
    | 'outside-snapshot'
    | 'grant-outside-window'
    | 'grant-outside-address'
    | 'change-outside';
  readonly words: string; // the ledger's side
  readonly eventIds: readonly string[];
}

/** Clocks of Azure and of the database differ a little, and a fact is recorded after its call. */
const slackMs = 60_000;

export function isWithin(at: string, from: string, to: string | null, slack = slackMs): boolean {
  const time = Date.parse(at);
  return time >= Date.parse(from) - slack && (to === null || time <= Date.parse(to) + slack);
}

/** What is compared of a record with the calls that the ledger names. */
interface LoggedCall {
  readonly log: ReconciledLog;
  readonly at: string;
  readonly operation: string;
  readonly caller: string | null;
  readonly ids: readonly (string | null)[];
}

/**
 * The recorded call that a record is of. An id alone is not enough, since a caller may choose it: the time, the operation
 * and who called must fit as well.
 */
export function callOf(
  { calls, identities }: Pick<LedgerKnowledge, 'calls' | 'identities'>,
  logged: LoggedCall,
): KnownCall | null {
  const caller = logged.caller?.toLowerCase() ?? '';
  const isCaller = ({ by }: KnownCall) =>
    by === null ? identities.has(caller) : by.toLowerCase() === caller;
  for (const id of logged.ids) {
    const call = id === null ? undefined : calls.get(id.toLowerCase());
    if (
      call !== undefined &&
      call.log === logged.log &&
      isCaller(call) &&
      isWithin(logged.at, call.from, call.to) &&
      isSameOperation(call, logged)
    )
      return call;
  }
  return null;
}

/** "PUT Microsoft.Compute/snapshots" is logged as Microsoft.Compute/snapshots/write. Storage has names of its own. */
function isSameOperation({ operation }: KnownCall, logged: LoggedCall): boolean {
  if (operation === null || logged.log === 'blob') return true;
  const [, type = ''] = operation.toLowerCase().split(' ');
  return logged.operation.toLowerCase().startsWith(`${type}/`);
}
