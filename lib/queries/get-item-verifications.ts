import { accessLook } from '../adapters/prisma/access-look.ts';
import { onItsWayOut } from '../adapters/prisma/disposal-look.ts';
import { scheduledItems } from '../adapters/prisma/fixity-look.ts';
import { freezeOf } from '../adapters/prisma/freeze-look.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { CopyVerificationOutcome } from '../custody/copy-verification-event.ts';
import { type CheckGround, type CheckKind, type NextCheck, nextChecks } from '../custody/fixity.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { thawFacts, thawGround } from '../custody/thaw.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';
import { visibleProposalWhere } from './visible-proposals.ts';

/** How often a stored copy was read again, when it will be next, what that takes, and where the thaw of a frozen item stands. */
export interface ItemVerifications {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly verifications: readonly VerificationRow[]; // newest first, at most twenty
  readonly inAll: number;
  readonly next: readonly NextCheck[]; // none: it is not checked by schedule
  readonly cost: ReadCost | null; // null: its size is not known
  readonly thaw: ThawView | null; // null: it is not frozen
  readonly may: { readonly verify: boolean };
}

export interface VerificationRow {
  readonly id: string;
  readonly kind: CheckKind;
  readonly askedBy: string | null; // null: the schedule
  readonly ground: CheckGround | null;
  readonly askedAt: string;
  readonly finishedAt: string | null;
  readonly outcome: CopyVerificationOutcome | null; // null: waits or runs
  readonly problem: string | null;
  readonly bytes: { readonly done: string; readonly total: string } | null;
}

/** What a whole read of the copy takes. */
export interface ReadCost {
  readonly sizeBytes: string;
  readonly seconds: number | null; // at the rate of the last whole read of any item; null: none was measured
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
      sizeBytes: true,
      verifications: { orderBy: { createdAt: 'desc' }, take: most },
      disposals: { where: { state: { in: onItsWayOut } }, select: { id: true } },
      _count: { select: { verifications: true } },
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
    inAll: item._count.verifications,
    next: await nextChecksOf(viewer, item.id),
    cost: item.sizeBytes === null ? null : await costOf(viewer, item.sizeBytes),
    thaw: await thawOf(viewer, item.id),
    may: { verify: item.state === 'sealed' && !isGone && !isOpen && mayDo(actor.roles, 'evidence.verify') },
  };
}

async function nextChecksOf({ db }: Viewer, evidenceId: string): Promise<readonly NextCheck[]> {
  const [item] = await scheduledItems(db, [evidenceId]);
  return item === undefined ? [] : nextChecks(item.facts, new Date());
}

/** A read of less than a second, or of less than its first heartbeat, measures nothing. */
async function costOf({ db }: Viewer, sizeBytes: bigint): Promise<ReadCost> {
  const [last] = await db.$queryRaw<{ rate: number }[]>`
    select (bytes_done / extract(epoch from finished_at - begun_at))::float8 as rate from copy_verification
    where kind = 'whole' and bytes_done > 0 and bytes_done = bytes_total and finished_at > begun_at + interval '1 second'
    order by finished_at desc limit 1`;
  const seconds = last === undefined ? null : Math.ceil(Number(sizeBytes) / last.rate);
  return { sizeBytes: sizeBytes.toString(), seconds };
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
  readonly kind: string;
  readonly ground: string | null;
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
    kind: row.kind as CheckKind,
    ground: row.ground as CheckGround | null,
    askedBy: (row.requester as PersonActor | null)?.displayName ?? null, // JSON that only the register writes
    askedAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    outcome: row.outcome as CopyVerificationOutcome | null,
    bytes:
      bytesDone === null || bytesTotal === null
        ? null
        : { done: bytesDone.toString(), total: bytesTotal.toString() },
  };
}
