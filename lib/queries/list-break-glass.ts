import type { BreakGlass } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { type BreakGlassState, breakGlassState } from '../custody/break-glass.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { overseesProposals } from '../custody/proposal.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import type { Viewer } from './viewer.ts';

/** One use of break-glass: who read which incident, why, what, and what others say of it. */
export interface BreakGlassUse {
  readonly id: string;
  readonly number: string;
  readonly state: BreakGlassState;
  readonly name: string;
  readonly account: string;
  readonly incidentNumber: string;
  readonly incidentId: string | null; // to open it; null: the viewer does not read it now
  readonly reason: string;
  readonly startsAt: string;
  readonly endsAt: string; // or when it was ended
  readonly pages: readonly string[]; // the first of them
  readonly pagesInAll: number;
  readonly review: {
    readonly verdict: string;
    readonly words: string;
    readonly name: string;
    readonly at: string;
  } | null;
  readonly may: { readonly end: boolean; readonly review: boolean };
}

const mostUses = 50;
const mostPages = 200;

/** One's own uses, and everybody's for who reviews them, newest first. Throws `forbidden`. */
export async function listBreakGlass(viewer: Viewer): Promise<readonly BreakGlassUse[]> {
  requirePermission(viewer.actor, 'break-glass.read');
  const { objectId, roles } = viewer.actor;
  const rows = await viewer.db.breakGlass.findMany({
    where: overseesProposals(roles) ? {} : { objectId },
    orderBy: { startsAt: 'desc' },
    take: mostUses,
    include: { incident: { select: { number: true } } },
  });
  const now = new Date();
  return await Promise.all(
    rows.map(async (row, i) => {
      const next = rows.slice(0, i).findLast((one) => one.objectId === row.objectId);
      const state = breakGlassState(row, now);
      const own = row.objectId === objectId;
      const { displayName, userPrincipalName } = row.actor as unknown as PersonActor;
      return {
        ...{ id: row.id, number: row.number, state, reason: row.reason },
        name: displayName,
        account: userPrincipalName,
        incidentNumber: row.incident.number,
        incidentId: own && state === 'active' ? row.incidentId : null,
        startsAt: row.startsAt.toISOString(),
        endsAt: (row.endedAt ?? row.endsAt).toISOString(),
        ...(await pagesOf(viewer, row, next?.startsAt ?? null)),
        review: reviewOf(row),
        may: {
          end: own && state === 'active',
          review: !own && state === 'to-review' && mayDo(roles, 'break-glass.review'),
        },
      };
    }),
  );
}

async function pagesOf(
  { db }: Viewer,
  use: Pick<BreakGlass, 'incidentId' | 'objectId' | 'startsAt'>,
  nextStartsAt: Date | null,
): Promise<Pick<BreakGlassUse, 'pages' | 'pagesInAll'>> {
  // A use begins after the one before was reviewed, so time alone tells a person's uses apart.
  const where = {
    ...{ stream: use.incidentId, type: 'break-glass.read', actorObjectId: use.objectId },
    occurredAt: { gte: use.startsAt, ...(nextStartsAt === null ? {} : { lt: nextStartsAt }) },
  };
  const [rows, pagesInAll] = await Promise.all([
    db.custodyEvent.findMany({ where, orderBy: { n: 'asc' }, take: mostPages, select: { body: true } }),
    db.custodyEvent.count({ where }),
  ]);
  const pages = rows.flatMap(({ body }) => {
    const event = recordedEventOf(body);
    return event?.type === 'break-glass.read' ? [event.detail.page] : [];
  });
  return { pages, pagesInAll };
}

function reviewOf(row: {
  readonly verdict: string | null;
  readonly review: string | null;
  readonly reviewer: unknown;
  readonly reviewedAt: Date | null;
}): BreakGlassUse['review'] {
  const { verdict, review: words, reviewer, reviewedAt } = row;
  if (verdict === null || words === null || reviewedAt === null) return null;
  return { verdict, words, name: (reviewer as PersonActor).displayName, at: reviewedAt.toISOString() };
}
