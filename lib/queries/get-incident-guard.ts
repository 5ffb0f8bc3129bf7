import { guardLook } from '../adapters/prisma/guard-look.ts';
import type { PersonActor } from '../custody/actor.ts';
import { retentionEnd } from '../custody/disposal.ts';
import { policyWords } from '../custody/guard-drift.ts';
import type { AzureDoer, GuardHistoryLine } from '../custody/hold-event.ts';
import { historyOf } from '../custody/judge-guard.ts';
import { incidentHoldTag } from '../custody/legal-hold.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { storedEventColumns } from './event-holds.ts';
import { notFound, requireId } from './require-id.ts';
import { shownEvents } from './shown-events.ts';
import { type TimelineEvent, timelineEvent } from './timeline-event.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentGuardView {
  readonly incidentId: string;
  readonly container: string;
  readonly exhibits: number; // sealed items in it
  readonly standing: 'as-recorded' | 'differs' | 'unknown';
  readonly differsSince: string | null;
  readonly readAt: string | null; // of the last reading; null: never read
  readonly unknownSince: string | null; // while Azure gives no answer
  readonly problem: string | null;
  readonly policy: {
    readonly state: 'Locked' | 'Unlocked';
    readonly days: number;
    readonly extensionsLeft: number | null;
  } | null;
  readonly policyWords: string; // as last read
  readonly recordedWords: string | null; // where the record says otherwise
  readonly holds: readonly HoldView[];
  readonly azure: readonly GuardHistoryLine[]; // Azure's own history, newest first
  readonly holdfast: readonly TimelineEvent[]; // ours, newest first
  readonly acts: readonly GuardActView[]; // open ones, and those that failed lately
  readonly items: readonly RetainedItem[]; // the first hundred, by number
  readonly itemsInAll: number;
  readonly notices: readonly NoticeView[]; // newest first
  readonly may: {
    readonly place: boolean;
    readonly extend: boolean;
    readonly proposeLift: boolean;
    readonly notify: boolean;
  };
}

/** One hold. `gone`: on record, and not in Azure any more. */
export interface HoldView {
  readonly tag: string;
  readonly caseReference: string | null; // null: an acquisition's, or set outside
  readonly gone: boolean;
  readonly at: string | null;
  readonly by: AzureDoer | null; // as Azure has it
  readonly recordedBy: string | null; // who asked for it by the record, where Azure names an identity alone
  readonly lift: { readonly id: string; readonly number: string } | null; // the proposal that waits
}

export interface GuardActView {
  readonly id: string;
  readonly kind: GuardAct['kind'];
  readonly state: GuardAct['state'];
  readonly tag: string | null;
  readonly days: number | null;
  readonly name: string; // of who asked
  readonly reason: string;
  readonly problem: string | null;
  readonly at: string;
  readonly proposalId: string | null; // that decided it, where its page goes on
}

export interface NoticeView {
  readonly id: string;
  readonly text: string;
  readonly sender: string;
  readonly at: string;
  readonly waitsForViewer: boolean;
  readonly receipts: readonly {
    readonly objectId: string;
    readonly name: string;
    readonly acknowledgedAt: string | null;
    readonly remindedAt: string | null;
  }[];
}

/** `until`: by the age of the copy in the store and the retention as last read; null where either is not known. */
export interface RetainedItem {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly disposed: boolean;
  readonly until: string | null;
}

const mostEvents = 100;
const mostItems = 100;

/**
 * Holds and retention of an incident: what Azure said last, what is on record, and both histories. In: the one item of it
 * that is asked of; left out: the first hundred. Throws `forbidden` or `not-found`.
 */
export async function getIncidentGuard(
  viewer: Viewer,
  incidentId: string,
  onlyItem?: string,
): Promise<IncidentGuardView> {
  requirePermission(viewer.actor, 'incident.read');
  const { db, actor } = viewer;
  const incident = await db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(actor)] },
    select: { id: true, container: true },
  });
  if (incident === null) throw notFound();
  const [guard, row, acts, retained, events, lifts, notices] = await Promise.all([
    guardLook(db).guardOf(incident.id),
    db.containerGuard.findUnique({ where: { container: incident.container } }),
    db.guardAct.findMany({
      where: { incidentId: incident.id, state: { not: 'done' } },
      orderBy: { createdAt: 'desc' },
      take: 20,
    }),
    retainedItems(viewer, incident.id, onlyItem),
    holdEvents(viewer, incident.id),
    db.proposal.findMany({
      where: { incidentId: incident.id, kind: 'lift-hold', state: 'waiting', expiresAt: { gt: new Date() } },
      select: { id: true, number: true, key: true },
    }),
    noticesOf(viewer, incident.id),
  ]);
  if (guard === null) throw notFound();
  const decided = await db.proposal.findMany({
    where: { incidentId: incident.id, kind: 'lift-hold', state: 'confirmed' },
    select: { id: true, number: true },
  });
  const { seen, recorded } = guard;
  const policy = seen?.policy ?? null;
  const words = seen === null ? 'Unknown' : policyWords(stateWords(policy));
  const recordedDays = recorded?.days ?? null;
  const onRecord = recorded === null ? null : policyWords(recorded);
  return {
    incidentId: incident.id,
    container: incident.container,
    exhibits: guard.exhibits,
    standing: standingOf(guard),
    differsSince: guard.differsSince,
    readAt: row?.readAt?.toISOString() ?? null,
    unknownSince: guard.unknownSince,
    problem: row?.problem ?? null,
    policy:
      policy === null
        ? null
        : { state: policy.state, days: policy.days, extensionsLeft: policy.extensionsLeft },
    policyWords: words,
    recordedWords: onRecord === words || seen === null ? null : onRecord,
    holds: holdsOf(guard, lifts),
    azure: seen === null ? [] : historyOf(seen).toReversed(),
    holdfast: events,
    acts: acts.map((act) => ({
      ...{ id: act.id, tag: act.tag, days: act.days, reason: act.reason, problem: act.problem },
      kind: act.kind as GuardAct['kind'], // the database knows no other
      state: act.state as GuardAct['state'],
      name: (act.actor as unknown as PersonActor).displayName,
      at: act.createdAt.toISOString(),
      proposalId:
        decided.find(({ number }) => act.kind === 'clear-hold' && number === act.caseReference)?.id ?? null,
    })),
    itemsInAll: retained.inAll,
    items: retained.items.map(({ id, exhibitNumber, disposed, createdOn }) => ({
      ...{ id, exhibitNumber, disposed },
      until: retentionEnd({ guard: policy, recordedDays, createdOn })?.toISOString() ?? null,
    })),
    notices,
    may: {
      place: mayDo(actor.roles, 'hold.place'),
      extend: mayDo(actor.roles, 'retention.extend'),
      proposeLift: mayDo(actor.roles, 'hold.propose-lift'),
      notify: mayDo(actor.roles, 'hold.notify'),
    },
  };
}

type GuardAct = Guard['acts'][number];
type Guard = NonNullable<Awaited<ReturnType<ReturnType<typeof guardLook>['guardOf']>>>;

function standingOf({ seen, unknownSince, differsSince }: Guard): IncidentGuardView['standing'] {
  if (seen === null || unknownSince !== null) return 'unknown';
  return differsSince === null ? 'as-recorded' : 'differs';
}

function stateWords(policy: NonNullable<Guard['seen']>['policy']) {
  return {
    tags: [],
    policyState: policy?.state ?? null,
    days: policy?.days ?? null,
    appends: policy?.appends ?? null,
  };
}

function holdsOf(
  { seen, recorded, acts, incidentId, incidentNumber }: Guard,
  lifts: readonly { readonly id: string; readonly number: string; readonly key: string }[],
): readonly HoldView[] {
  const liftOf = (tag: string) => {
    const found = lifts.find(({ key }) => key === `${incidentId}:${tag}`);
    return found === undefined ? null : { id: found.id, number: found.number };
  };
  const placed = (tag: string) => acts.findLast((act) => act.kind === 'place-hold' && act.tag === tag);
  const reference = (tag: string) => placed(tag)?.caseReference ?? null;
  const recordedBy = (tag: string) =>
    placed(tag)?.actor.displayName ??
    (tag === incidentHoldTag(incidentNumber) ? 'the sealing of evidence' : null);
  const standing = (seen?.hold ?? []).map(({ tag, at, by: { objectId, name } }) => ({
    ...{ tag, at, by: { objectId, name }, gone: false },
    recordedBy: name === null ? recordedBy(tag) : null,
    caseReference: reference(tag),
    lift: liftOf(tag),
  }));
  const tags = new Set(standing.map(({ tag }) => tag));
  const gone = (recorded?.tags ?? []).filter((tag) => seen !== null && !tags.has(tag));
  return [
    ...standing,
    ...gone.map((tag) => ({
      tag,
      at: null,
      by: null,
      recordedBy: null,
      gone: true,
      caseReference: reference(tag),
      lift: null,
    })),
  ];
}

async function retainedItems({ db }: Viewer, incidentId: string, onlyItem: string | undefined) {
  const where = {
    ...{ incidentId, rehearsal: false, state: 'sealed' },
    ...(onlyItem === undefined ? {} : { id: onlyItem }),
  };
  const inAll = await db.evidenceItem.count({ where });
  const rows = await db.evidenceItem.findMany({
    where,
    orderBy: { exhibitNumber: 'asc' },
    take: mostItems,
    include: {
      presence: { select: { createdOn: true } },
      disposals: { where: { state: 'done' }, select: { id: true } },
    },
  });
  const items = rows.map(({ id, exhibitNumber, disposals, presence }) => ({
    ...{ id, exhibitNumber, disposed: disposals.length > 0 },
    createdOn: presence?.createdOn?.toISOString() ?? null,
  }));
  return { items, inAll };
}

async function noticesOf({ db, actor }: Viewer, incidentId: string): Promise<readonly NoticeView[]> {
  const rows = await db.holdNotice.findMany({
    where: { incidentId },
    orderBy: { createdAt: 'desc' },
    take: 20,
    include: { receipts: { orderBy: { name: 'asc' } } },
  });
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    sender: (row.sender as unknown as PersonActor).displayName,
    at: row.createdAt.toISOString(),
    waitsForViewer: row.receipts.some(
      ({ objectId, acknowledgedAt }) => objectId === actor.objectId && acknowledgedAt === null,
    ),
    receipts: row.receipts.map(({ objectId, name, acknowledgedAt, remindedAt }) => ({
      ...{ objectId, name },
      acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
      remindedAt: remindedAt?.toISOString() ?? null,
    })),
  }));
}

async function holdEvents(viewer: Viewer, incidentId: string): Promise<readonly TimelineEvent[]> {
  const rows = await viewer.db.custodyEvent.findMany({
    where: {
      stream: incidentId,
      OR: [{ type: { startsWith: 'hold.' } }, { type: { startsWith: 'retention.' } }],
    },
    orderBy: { n: 'desc' },
    take: mostEvents,
    select: storedEventColumns,
  });
  return (await shownEvents(viewer, rows)).map(timelineEvent);
}
