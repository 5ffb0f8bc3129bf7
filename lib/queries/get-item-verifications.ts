import { accessLook } from '../adapters/prisma/access-look.ts';
import { onItsWayOut } from '../adapters/prisma/disposal-look.ts';
import { freezeOf } from '../adapters/prisma/freeze-look.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { CopyVerificationOutcome } from '../custody/copy-verification-event.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { thawFacts, thawGround } from '../custody/thaw.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';
import { visibleProposalWhere } from './visible-proposals.ts';

/** How often a stored copy was read whole again, and where the thaw of a frozen item stands. */
export interface ItemVerifications {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly verifications: readonly VerificationRow[]; // newest first
  readonly thaw: ThawView | null; // null: it is not frozen
  readonly may: { readonly verify: boolean };
}

export interface VerificationRow {
  readonly id: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly finishedAt: string | null;
  readonly outcome: CopyVerificationOutcome | null; // null: waits or runs
  readonly problem: string | null;
  readonly bytes: { readonly done: string; readonly total: string } | null;
}

export interface ThawView {
  readonly why: string | null; // what stands in its way
  /** That waits; `id` null: the viewer may not open it. */
  readonly proposal: { readonly id: string | null; readonly number: string } | null;
  readonly mayPropose: boolean;
}

const most = 20;

/** Throws `forbidden` or `not-found`. */
export async function getItemVerifications(viewer: Viewer, evidenceId: string): Promise<ItemVerifications> {
  requirePermission(viewer.actor, 'evidence.read');
  const { db, actor } = viewer;
  const item = await db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(actor) },
    select: {
      id: true,
      exhibitNumber: true,
      state: true,
      verifications: { orderBy: { createdAt: 'desc' }, take: most },
      disposals: { where: { state: { in: onItsWayOut } }, select: { id: true } },
    },
  });
  if (item === null) throw notFound();
  const isGone = item.disposals.length > 0;
  const rows = item.verifications.map(rowOf).map((row) => (isGone ? neverRead(row) : row));
  const isOpen = rows.some(({ outcome }) => outcome === null);
  return {
    evidenceId: item.id,
    exhibitNumber: item.exhibitNumber,
    verifications: rows,
    thaw: await thawOf(viewer, item.id),
    may: { verify: item.state === 'sealed' && !isGone && !isOpen && mayDo(actor.roles, 'evidence.verify') },
  };
}

async function thawOf({ db, actor }: Viewer, evidenceId: string): Promise<ThawView | null> {
  const freeze = await freezeOf(db, evidenceId);
  if (freeze === null) return null;
  const waiting = { kind: 'thaw-item', key: evidenceId, state: 'waiting', expiresAt: { gt: new Date() } };
  const [facts, proposal, open] = await Promise.all([
    accessLook(db).committedFacts(evidenceId, thawFacts),
    db.proposal.findFirst({ where: waiting, select: { number: true } }),
    mayDo(actor.roles, 'proposal.read')
      ? db.proposal.findFirst({
          where: { ...waiting, AND: [visibleProposalWhere(actor)] },
          select: { id: true },
        })
      : null,
  ]);
  const ground = thawGround(freeze, facts);
  return {
    why: 'why' in ground ? ground.why : null,
    proposal: proposal === null ? null : { id: open?.id ?? null, number: proposal.number },
    mayPropose: mayDo(actor.roles, 'evidence.propose-thaw'),
  };
}

/** No worker takes a read of what is disposed of, or on its way out. */
function neverRead(row: VerificationRow): VerificationRow {
  if (row.outcome !== null) return row;
  return { ...row, outcome: 'not-read', problem: 'The item is disposed of, or on its way out.' };
}

function rowOf(row: {
  readonly id: string;
  readonly requester: unknown;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly outcome: string | null;
  readonly problem: string | null;
  readonly bytesDone: bigint | null;
  readonly bytesTotal: bigint | null;
}): VerificationRow {
  const { id, problem, bytesDone, bytesTotal } = row;
  return {
    ...{ id, problem },
    askedBy: (row.requester as PersonActor).displayName, // JSON that only the register writes
    askedAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    outcome: row.outcome as CopyVerificationOutcome | null,
    bytes:
      bytesDone === null || bytesTotal === null
        ? null
        : { done: bytesDone.toString(), total: bytesTotal.toString() },
  };
}
