import { requirePermission } from '../custody/permission.ts';
import { type FindingKind, findingKinds } from '../custody/reconciliation-event.ts';
import { type FindingRow, findingRow, visibleFindings } from './finding-rows.ts';
import { type LogView, logViews } from './log-coverage.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';

export const findingViews = ['open', 'explained', 'all'] as const;
export type FindingView = (typeof findingViews)[number];

export interface ReconciliationView {
  readonly logs: readonly LogView[];
  readonly counts: Readonly<Record<FindingView, number>>;
  readonly findings: readonly FindingRow[]; // newest first
  readonly olderThan: string | null;
  readonly chosen: FindingDetail | null;
  readonly view: FindingView;
  readonly kind: FindingKind | null;
  readonly readAt: string;
}

export interface FindingDetail extends FindingRow {
  readonly notes: readonly {
    readonly id: string;
    readonly author: string;
    readonly text: string;
    readonly at: string;
  }[];
}

const pageSize = 50;

/**
 * How far Azure's logs were read and what in them the ledger does not account for. In: filters out of the address; what
 * is none of them counts as left out. Throws `forbidden`.
 */
export async function getReconciliation(
  viewer: Viewer,
  asked: {
    readonly show?: string | undefined;
    readonly kind?: string | undefined;
    readonly finding?: string | undefined;
    readonly before?: string | undefined;
  },
): Promise<ReconciliationView> {
  requirePermission(viewer.actor, 'reconciliation.read');
  const now = new Date();
  const view = findingViews.find((one) => one === asked.show) ?? 'open';
  const kind = findingKinds.find((one) => one === asked.kind) ?? null;
  const visible = visibleFindings(viewer.actor);
  const before = cursorId(asked.before);
  const [logs, open, all, rows, chosen] = await Promise.all([
    logViews(viewer.db, now),
    viewer.db.reconciliationFinding.count({ where: { AND: [visible, { state: 'open' }] } }),
    viewer.db.reconciliationFinding.count({ where: visible }),
    viewer.db.reconciliationFinding.findMany({
      where: { AND: [visible, view === 'all' ? {} : { state: view }, kind === null ? {} : { kind }] },
      orderBy: [{ foundAt: 'desc' }, { id: 'asc' }],
      take: pageSize + 1,
      ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
      include: findingRow.include,
    }),
    chosenFinding(viewer, cursorId(asked.finding)),
  ]);
  const page = rows.slice(0, pageSize);
  return {
    logs,
    counts: { open, explained: all - open, all },
    findings: page.map(findingRow.of),
    olderThan: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
    chosen,
    view,
    kind,
    readAt: now.toISOString(),
  };
}

async function chosenFinding(viewer: Viewer, id: string | null): Promise<FindingDetail | null> {
  if (id === null) return null;
  const row = await viewer.db.reconciliationFinding.findFirst({
    where: { AND: [visibleFindings(viewer.actor), { id }] },
    include: { ...findingRow.include, notes: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
  });
  if (row === null) return null;
  const notes = row.notes.map(({ id: noteId, authorName, text, createdAt }) => ({
    id: noteId,
    author: authorName,
    text,
    at: createdAt.toISOString(),
  }));
  return { ...findingRow.of(row), notes };
}
