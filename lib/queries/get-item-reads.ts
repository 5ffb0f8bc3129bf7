import { requirePermission } from '../custody/permission.ts';
import type { BlobEffect } from '../reconcile/blob-request.ts';
import type { Explanation } from '../reconcile/ledger-knowledge.ts';
import { type FindingRow, findingRow } from './finding-rows.ts';
import { type LogView, logViews } from './log-coverage.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** Requests for an item's stored copy that Azure knows of, and for which time that can be said. */
export interface ItemReads {
  readonly rows: readonly ItemReadsRow[]; // newest first
  readonly findings: readonly FindingRow[]; // newest first
  readonly log: LogView | null; // null: the locker's log was never asked for
}

export interface ItemReadsRow {
  readonly who: string;
  readonly effect: BlobEffect;
  readonly how: Explanation | 'refused' | 'finding';
  readonly requests: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly addresses: readonly string[];
}

const mostFindings = 50;

/** Throws `forbidden` or `not-found`. */
export async function getItemReads(viewer: Viewer, evidenceId: string): Promise<ItemReads> {
  requirePermission(viewer.actor, 'evidence.read');
  const { db, actor } = viewer;
  const item = await db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(actor) },
    select: { id: true },
  });
  if (item === null) throw notFound();
  const [rows, findings, logs] = await Promise.all([
    db.reconciliationRead.groupBy({
      by: ['who', 'effect', 'how'],
      where: { evidenceId: item.id },
      _sum: { requests: true },
      _min: { firstAt: true },
      _max: { lastAt: true },
    }),
    db.reconciliationFinding.findMany({
      where: { evidenceId: item.id },
      orderBy: [{ foundAt: 'desc' }, { id: 'asc' }],
      take: mostFindings,
      include: findingRow.include,
    }),
    logViews(db, new Date()),
  ]);
  const addresses = await addressesOf(db, item.id);
  return {
    rows: rows
      .map(({ who, effect, how, _sum, _min, _max }) => ({
        who,
        effect: effect as BlobEffect,
        how: how as ItemReadsRow['how'],
        requests: _sum.requests ?? 0,
        firstAt: _min.firstAt?.toISOString() ?? '',
        lastAt: _max.lastAt?.toISOString() ?? '',
        addresses: addresses.get([who, effect, how].join('\n')) ?? [],
      }))
      .toSorted((a, b) => (a.lastAt < b.lastAt ? 1 : -1)),
    findings: findings.map(findingRow.of),
    log: logs.find(({ kind }) => kind === 'blob') ?? null,
  };
}

async function addressesOf(db: Viewer['db'], evidenceId: string) {
  const rows = await db.$queryRaw<{ key: string; addresses: string[] }[]>`
    select who || E'\n' || effect || E'\n' || how as key,
      (array_agg(distinct address order by address))[1:20] as addresses
    from reconciliation_read, unnest(addresses) as address where evidence_id = ${evidenceId}::uuid group by 1`;
  return new Map(rows.map(({ key, addresses }) => [key, addresses]));
}
