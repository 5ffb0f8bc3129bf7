import { azureAct } from './azure-change.ts';
import {
  callOf,
  isWithin,
  type Judgement,
  type KnownAct,
  type KnownItem,
  type LedgerKnowledge,
  type RecordFinding,
} from './ledger-knowledge.ts';

/** What the rules ask of one entry of the activity log; the port's entries have it. */
export interface ActivityRecord {
  readonly operation: string;
  readonly resourceId: string;
  readonly callerObjectId: string | null;
  readonly correlationId: string;
  readonly clientRequestId: string | null;
  readonly at: string;
  readonly status: string; // Started, Accepted, Succeeded, Failed
}

/**
 * Holds one entry of the activity log against the ledger. A call that only began is judged at its end. The product's own is
 * known by its id, or by its identity while the acquisition goes on whose snapshot or container it is about.
 */
export function judgeActivity(entry: ActivityRecord, knowledge: LedgerKnowledge): Judgement {
  const act = azureAct(entry.operation);
  const call = callOf(knowledge, {
    log: 'activity',
    at: entry.at,
    operation: entry.operation,
    caller: entry.callerObjectId,
    ids: [entry.correlationId, entry.clientRequestId],
  });
  const resource = plain(entry.resourceId);
  const item = itemOf(resource, knowledge);
  if (entry.status === 'Failed')
    return act === null ? aside : { kind: 'refused', eventId: call?.eventId ?? null };
  if (call !== null) return { kind: 'explained', how: 'call', item, eventId: call.eventId };
  if (act === null || entry.status === 'Started') return aside;
  if (isOwnWork(entry, item, resource, knowledge))
    return { kind: 'explained', how: 'work', item, eventId: null };
  switch (act) {
    case 'guard':
      return isGuarded(resource, knowledge)
        ? found(
            'change-outside',
            guardWords(entry, resource, knowledge),
            item,
            containerIncident(resource, knowledge),
          )
        : aside;
    case 'snapshot-end':
      return isSocSnapshot(resource, knowledge)
        ? found('change-outside', endWords, item, item?.incidentId ?? null)
        : aside;
    case 'snapshot':
    case 'read-grant':
      return judgeCopy(resource, item, knowledge);
  }
}

const aside: Judgement = { kind: 'aside' };
const endWords = 'The ledger has no end of this snapshot at that time.';

/** A snapshot, or a link to read a disk or snapshot. */
function judgeCopy(resource: string, item: KnownItem | null, knowledge: LedgerKnowledge): Judgement {
  const ofItem = (one: KnownItem | null, words: string) =>
    found('outside-snapshot', words, one, one?.incidentId ?? null);
  if (isSocSnapshot(resource, knowledge))
    return ofItem(item, 'It lies where the product keeps its snapshots, and the ledger has no such act.');
  if (item !== null)
    return ofItem(item, `The disk is the source of ${item.exhibitNumber}; the ledger has no such act.`);
  const source = knowledge.snapshotSources.get(resource);
  if (source === undefined) return aside;
  if (source === null)
    return ofItem(
      null,
      'Nobody could say of which disk it was, since it is gone or Azure does not answer; the ledger has no such act.',
    );
  const sourceItem = itemOf(plain(source), knowledge);
  return sourceItem === null
    ? aside
    : ofItem(
        sourceItem,
        `Its disk is the source of ${sourceItem.exhibitNumber}; the ledger has no such act.`,
      );
}

function isOwnWork(
  { callerObjectId, at, operation }: ActivityRecord,
  item: KnownItem | null,
  resource: string,
  { identities, items, acts }: LedgerKnowledge,
): boolean {
  const identity = identities.get(callerObjectId?.toLowerCase() ?? '');
  if (identity === 'acquirer')
    return (
      item !== null &&
      resource.endsWith(`/snapshots/${item.snapshotName}`) &&
      isWithin(at, item.from, item.to)
    );
  const container = containerOf(resource);
  const isActOf = (one: KnownAct) => one.container === container && isWithin(at, one.from, one.to);
  const caller = callerObjectId?.toLowerCase() ?? null;
  if (acts.some((one) => isActOf(one) && mayDoFor(one, operation, identity, caller))) return true;
  if (identity !== 'custodian' || !isGuarding(operation)) return false;
  return items.some((one) => one.container === container && isWithin(at, one.from, one.to));
}

/** Holds are set and days added by the custodian; only a controller who agreed to it, with their own account, clears a hold. */
function mayDoFor(
  { does, by }: KnownAct,
  operation: string,
  identity: string | undefined,
  caller: string | null,
): boolean {
  switch (does) {
    case 'set-hold':
      return identity === 'custodian' && isActOn(operation, 'setlegalhold/action');
    case 'extend-retention':
      return identity === 'custodian' && isActOn(operation, 'immutabilitypolicies/extend/action');
    case 'clear-hold':
      return (
        isClearing(operation) && caller !== null && by?.some((one) => one.toLowerCase() === caller) === true
      );
    case 'delete-blobs':
      return false; // that is no call to the resource manager
  }
}

/** What the product does to a container before anything is copied into it; neither deletes nor shortens anything. */
function isGuarding(operation: string): boolean {
  return ['immutabilitypolicies/write', 'immutabilitypolicies/lock/action', 'setlegalhold/action'].some(
    (act) => isActOn(operation, act),
  );
}

function isClearing(operation: string): boolean {
  return isActOn(operation, 'clearlegalhold/action');
}

/** In: `act` in small letters, as Azure names it below a container. */
function isActOn(operation: string, act: string): boolean {
  return operation.toLowerCase().endsWith(`/containers/${act}`);
}

/** The item whose snapshot, or whose source, a resource is; the newest of a disk that was taken more than once. */
function itemOf(resource: string, { items, place }: LedgerKnowledge): KnownItem | null {
  const snapshot = /\/snapshots\/([^/]+)$/.exec(resource)?.[1];
  if (snapshot !== undefined)
    return isInGroups(resource, place.snapshotGroups)
      ? (items.find((one) => one.snapshotName === snapshot) ?? null)
      : null;
  return items.filter((one) => one.diskId === resource).at(-1) ?? null;
}

function isSocSnapshot(resource: string, { place }: LedgerKnowledge): boolean {
  return isInGroups(resource, place.snapshotGroups);
}

function isInGroups(resource: string, groups: readonly string[]): boolean {
  return groups.some((group) => resource.startsWith(`${plain(group)}/`));
}

/** Whether a change is of the locker, its snapshots or guards, or of a right that reaches them. */
function isGuarded(resource: string, { place }: LedgerKnowledge): boolean {
  const [scope = resource] = resource.split('/providers/microsoft.authorization/');
  const [target = scope] = scope.split('/providers/microsoft.insights/diagnosticsettings/');
  const watched = [place.account, ...place.snapshotGroups, ...place.guards].map(plain);
  return watched.some(
    (one) => one === target || one.startsWith(`${target}/`) || target.startsWith(`${one}/`),
  );
}

function containerOf(resource: string): string | null {
  return /\/containers\/([^/]+)/.exec(resource)?.[1] ?? null;
}

function containerIncident(resource: string, { incidents }: LedgerKnowledge): string | null {
  return incidents.get(containerOf(resource) ?? '') ?? null;
}

function guardWords(entry: ActivityRecord, resource: string, { identities, acts }: LedgerKnowledge): string {
  const { callerObjectId, operation, at } = entry;
  const isDecided = ({ does, container, from, to }: KnownAct) =>
    does === 'clear-hold' && container === containerOf(resource) && isWithin(at, from, to);
  if (isClearing(operation) && acts.some(isDecided))
    return callerObjectId === null
      ? 'A lift was decided then; who cleared the hold is unknown, since Azure’s record names nobody.'
      : 'A lift was decided then; who cleared the hold is none of the controllers who agreed to it.';
  const identity = identities.get(callerObjectId?.toLowerCase() ?? '');
  const by = identity === undefined ? '' : ` By the product’s identity ${identity}.`;
  return `The ledger has no such change.${by}`;
}

function found(
  kind: RecordFinding['kind'],
  words: string,
  item: KnownItem | null,
  incidentId: string | null,
): Judgement {
  return { kind: 'finding', finding: { kind, words, eventIds: [] }, item, incidentId };
}

function plain(id: string): string {
  return `/${id.toLowerCase().split('/').filter(Boolean).join('/')}`;
}
