import { requirePermission } from '../custody/permission.ts';
import { entryFields } from './event-holds.ts';
import { type LedgerPatrolView, ledgerPatrol } from './ledger-patrol.ts';
import type { Viewer } from './viewer.ts';

export type AnchorKind = 'store' | 'witness' | 'timestamp';

/** How far what is recorded is vouched for outside, by whom, and since when somebody does not answer. */
export interface LedgerAnchors {
  readonly anchors: readonly AnchorView[]; // the store, then witnesses, then time-stamp authorities
  readonly notStored: OpenWindow; // entries that no anchored checkpoint covers yet
  readonly notWitnessed: OpenWindow; // entries that no witness cosigned yet
  readonly patrol: LedgerPatrolView | null; // the reading of every row again; null: not begun
  readonly readAt: string;
}

/** The newest entries that could still be changed without a trace outside. */
export interface OpenWindow {
  readonly entries: string;
  readonly since: string | null; // time of the oldest of them; null: there is none
}

export interface AnchorView {
  readonly kind: AnchorKind;
  readonly name: string;
  readonly place: string;
  readonly size: string | null; // largest checkpoint it vouches for; null: none yet
  readonly statedAt: string | null; // by its own clock
  readonly keptAt: string | null; // by the database's clock
  readonly triedAt: string;
  readonly failingSince: string | null;
  readonly problem: string | null;
  readonly alarm: boolean; // not an outage, but a contradiction
}

const order: Readonly<Record<AnchorKind, number>> = { store: 0, witness: 1, timestamp: 2 };

/** Throws `forbidden`. */
export async function getLedgerAnchors(viewer: Viewer): Promise<LedgerAnchors> {
  requirePermission(viewer.actor, 'ledger.read');
  const [states, head, patrol] = await Promise.all([
    viewer.db.ledgerAnchorState.findMany({ orderBy: [{ kind: 'asc' }, { name: 'asc' }] }),
    viewer.db.ledgerHead.findFirst({ select: { size: true } }),
    ledgerPatrol(viewer.db),
  ]);
  const anchors = (await Promise.all(states.map((state) => anchorView(viewer.db, state)))).flat();
  const size = head?.size ?? 0n;
  const [notStored, notWitnessed] = await Promise.all([
    openWindow(viewer.db, reach(anchors, 'store'), size),
    openWindow(viewer.db, reach(anchors, 'witness'), size),
  ]);
  const sorted = anchors.toSorted((a, b) => order[a.kind] - order[b.kind]);
  return { anchors: sorted, notStored, notWitnessed, patrol, readAt: new Date().toISOString() };
}

interface StoredState {
  readonly kind: string;
  readonly name: string;
  readonly place: string;
  readonly triedAt: Date;
  readonly failingSince: Date | null;
  readonly problem: string | null;
  readonly alarm: boolean;
}

async function anchorView(db: Viewer['db'], state: StoredState): Promise<readonly AnchorView[]> {
  const { kind, name } = state;
  if (!isKind(kind)) return [];
  const newest = await db.ledgerAnchor.findFirst({ where: { kind, name }, orderBy: { size: 'desc' } });
  return [
    {
      kind,
      name,
      place: state.place,
      size: newest?.size.toString() ?? null,
      statedAt: newest?.statedAt?.toISOString() ?? null,
      keptAt: newest?.createdAt.toISOString() ?? null,
      triedAt: state.triedAt.toISOString(),
      failingSince: state.failingSince?.toISOString() ?? null,
      problem: state.problem,
      alarm: state.alarm,
    },
  ];
}

/** The largest size that any anchor of the kind vouches for. */
function reach(anchors: readonly AnchorView[], kind: AnchorKind): bigint {
  const sizes = anchors.filter((one) => one.kind === kind).map(({ size }) => BigInt(size ?? 0));
  return sizes.reduce((most, size) => (size > most ? size : most), 0n);
}

async function openWindow(db: Viewer['db'], from: bigint, size: bigint): Promise<OpenWindow> {
  if (from >= size) return { entries: '0', since: null };
  const oldest = await db.ledgerEntry.findUnique({ where: { idx: from }, select: { entry: true } });
  const since = oldest === null ? null : (entryFields(oldest.entry)?.t ?? null);
  return { entries: (size - from).toString(), since };
}

function isKind(kind: string): kind is AnchorKind {
  return Object.hasOwn(order, kind);
}
