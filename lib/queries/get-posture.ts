import type { PostureControl } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { postureAgeLimits } from '../custody/posture-age.ts';
import type { PostureVerdict } from '../custody/posture-event.ts';
import { type PostureDay, postureTrend } from './posture-trend.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export type PostureCounts = Readonly<Record<PostureVerdict, number>>;

/** What Azure's controls say now, grouped as one reads them; the ones that are not good come first. */
export interface PostureView {
  readonly counts: PostureCounts;
  readonly groups: readonly PostureGroup[];
  readonly unseen: number; // controls of containers whose incident the viewer may not see
  readonly chosen: PostureDetail | null;
  readonly trend: readonly PostureDay[]; // newest first
  readonly readAt: string;
}

export interface PostureGroup {
  readonly title: string;
  readonly rows: readonly PostureRow[];
  readonly more: number; // not listed, none of them worse than those that are
}

export interface PostureRow {
  readonly key: string;
  readonly demand: string;
  readonly mend: string;
  readonly place: string;
  readonly verdict: PostureVerdict;
  readonly raw: string;
  readonly why: string;
  readonly readAt: string | null; // when Azure said so; null: it said nothing
  readonly since: string; // of the verdict
  readonly known: { readonly verdict: string; readonly raw: string; readonly at: string } | null; // while unknown
  readonly exceptions: readonly PostureExceptionView[]; // in force, newest first
}

/** Until when a control may fail as it does, and who agreed. */
export interface PostureExceptionView {
  readonly proposalId: string;
  readonly number: string;
  readonly askedBy: string;
  readonly agreedBy: readonly string[];
  readonly reason: string;
  readonly until: string;
}

export interface PostureDetail extends PostureRow {
  readonly waiting: readonly { readonly id: string; readonly number: string }[]; // proposals of one
  readonly mayExcept: boolean;
  readonly holders: readonly PostureHolder[];
  readonly changes: readonly PostureChangeView[]; // newest first
}

export interface PostureHolder {
  readonly name: string;
  readonly kind: string;
  readonly paths: readonly string[];
}

export interface PostureChangeView {
  readonly id: string;
  readonly at: string;
  readonly before: PostureVerdict | null; // null: seen for the first time
  readonly after: PostureVerdict;
  readonly raw: string;
  readonly why: string;
}

const mostRows = 100; // of a group
const mostChanges = 50;
const gravity: Readonly<Record<PostureVerdict, number>> = { fail: 0, unknown: 1, excepted: 2, pass: 3 };

/** In: the key of the control that lies open, if any; one that is not there is as none. Throws `forbidden`. */
export async function getPosture(
  viewer: Viewer,
  options: { readonly control?: string | undefined },
): Promise<PostureView> {
  requirePermission(viewer.actor, 'posture.read');
  const now = new Date();
  const [all, visible, trend, exceptions] = await Promise.all([
    viewer.db.postureControl.findMany({ where: { retiredAt: null }, orderBy: { position: 'asc' } }),
    visibleContainers(viewer),
    postureTrend(viewer.db),
    exceptionsInForce(viewer),
  ]);
  const seen = all.filter(({ place }) => visible.has(containerOf(place) ?? noContainer));
  const rows = seen.map((control) => ({
    control,
    row: rowOf(control, exceptions.get(control.key) ?? [], now.getTime()),
  }));
  const chosen = rows.find(({ row }) => row.key === options.control);
  return {
    counts: countsOf(rows.map(({ row }) => row)),
    groups: groupsOf(rows),
    unseen: all.length - seen.length,
    chosen: chosen === undefined ? null : await detailOf(viewer, chosen.control, chosen.row),
    trend,
    readAt: now.toISOString(),
  };
}

const noContainer = '';

/** Those of incidents that the viewer may see: the name of another would tell of its incident. */
async function visibleContainers({ db, actor }: Viewer): Promise<ReadonlySet<string>> {
  const where = { incident: visibleIncidentWhere(actor), state: 'sealed' };
  const items = await db.evidenceItem.findMany({
    where,
    distinct: ['container'],
    select: { container: true },
  });
  return new Set([noContainer, ...items.map(({ container }) => container.toLowerCase())]);
}

function containerOf(place: string): string | null {
  return /\/containers\/([^/]+)$/i.exec(place)?.[1]?.toLowerCase() ?? null;
}

/** What nobody has looked at for too long is unknown, whatever it said. */
function rowOf(
  control: PostureControl,
  exceptions: readonly PostureExceptionView[],
  now: number,
): PostureRow {
  const { key, demand, mend, place, raw, why, since, readAt, checkedAt, knownVerdict, knownRaw, knownAt } =
    control;
  const limit = postureAgeLimits[control.part as keyof typeof postureAgeLimits];
  const stale = now - checkedAt.getTime() > limit;
  const verdict = stale ? 'unknown' : (control.verdict as PostureVerdict);
  const known =
    verdict !== 'unknown' || knownVerdict === null || knownAt === null
      ? null
      : { verdict: knownVerdict, raw: knownRaw ?? '', at: knownAt.toISOString() };
  return {
    key,
    demand,
    mend,
    place,
    verdict,
    raw: stale ? 'not read' : raw,
    why: stale ? 'Nobody has looked since; is a worker running?' : why,
    readAt: (stale ? checkedAt : readAt)?.toISOString() ?? null,
    since: (stale ? checkedAt : since).toISOString(),
    known,
    exceptions,
  };
}

function countsOf(rows: readonly PostureRow[]): PostureCounts {
  const counts = { pass: 0, fail: 0, unknown: 0, excepted: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return counts;
}

interface Kept {
  readonly control: PostureControl;
  readonly row: PostureRow;
}

const titles = [
  'Who may do what',
  'The product’s own identities',
  'The locker and its account',
  'Containers of evidence',
] as const;

function groupsOf(kept: readonly Kept[]): readonly PostureGroup[] {
  return titles.flatMap((title) => {
    const rows = kept.filter(({ control }) => titleOf(control) === title).map(({ row }) => row);
    if (rows.length === 0) return [];
    const sorted = rows.toSorted((a, b) => gravity[a.verdict] - gravity[b.verdict]);
    return [{ title, rows: sorted.slice(0, mostRows), more: Math.max(0, rows.length - mostRows) }];
  });
}

function titleOf({ key, part, place }: PostureControl): (typeof titles)[number] {
  if (key.startsWith('identity-within-its-role')) return titles[1];
  if (containerOf(place) !== null) return titles[3];
  return part === 'rights' ? titles[0] : titles[2];
}

async function detailOf(
  { db, actor }: Viewer,
  control: PostureControl,
  row: PostureRow,
): Promise<PostureDetail> {
  const [changes, waiting] = await Promise.all([
    db.postureChange.findMany({
      where: { key: control.key },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: mostChanges,
    }),
    db.proposal.findMany({
      where: {
        ...{ kind: 'posture-exception', key: control.key, state: 'waiting' },
        expiresAt: { gt: new Date() },
      },
      select: { id: true, number: true },
    }),
  ]);
  return {
    ...row,
    waiting,
    mayExcept:
      row.verdict === 'fail' && waiting.length === 0 && mayDo(actor.roles, 'posture.propose-exception'),
    holders: control.holders as unknown as readonly PostureHolder[], // written by the register alone
    changes: changes.map(({ id, at, before, after, raw, why }) => ({
      id,
      at: at.toISOString(),
      before: before as PostureVerdict | null,
      after: after as PostureVerdict,
      raw,
      why,
    })),
  };
}

/** What was agreed, by the key of the control, while its time is not over. */
async function exceptionsInForce({
  db,
}: Viewer): Promise<ReadonlyMap<string, readonly PostureExceptionView[]>> {
  const agreed = await db.proposal.findMany({
    where: { kind: 'posture-exception', state: 'confirmed' },
    include: { decisions: { where: { decision: 'confirm' } } },
    orderBy: { createdAt: 'desc' },
  });
  const views = agreed.map(({ id, key, number, after, reason, proposer, decisions }) => {
    const { until } = after as unknown as { readonly until: string }; // written by its kind alone
    const agreedBy = decisions.map(({ decider }) => nameOf(decider));
    return { key, view: { proposalId: id, number, askedBy: nameOf(proposer), agreedBy, reason, until } };
  });
  const inForce = views.filter(({ view }) => Date.parse(view.until) > Date.now());
  const byKey = Map.groupBy(inForce, ({ key }) => key);
  return new Map([...byKey].map(([key, found]) => [key, found.map(({ view }) => view)]));
}

function nameOf(person: unknown): string {
  return (person as PersonActor).displayName;
}
