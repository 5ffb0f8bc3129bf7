import { onItsWayOut } from '../adapters/prisma/disposal-look.ts';
import { inventoryLook } from '../adapters/prisma/inventory-look.ts';
import type { PresenceState } from '../custody/evidence-presence.ts';
import type { InventoryItemRecord, InventoryRecord, InventoryState } from '../custody/inventory.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentInventories {
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly expected: number; // sealed items now whose copy is not disposed of
  readonly open: OpenInventory | null;
  readonly past: readonly PastInventory[]; // newest first
  readonly may: { readonly start: boolean; readonly count: boolean };
}

export interface OpenInventory extends Omit<InventoryRecord, 'items'> {
  readonly items: readonly CountedItem[];
  readonly complete: boolean;
  readonly signedByMe: boolean;
}

export interface CountedItem extends InventoryItemRecord {
  readonly description: string;
  readonly sha256: string | null;
  readonly store: PresenceState | null; // what the store said last; null: it never answered
}

export interface PastInventory {
  readonly number: string;
  readonly state: InventoryState;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly items: readonly InventoryItemRecord[];
  readonly signers: readonly string[];
}

const most = 20;

/** The joint inventories of an incident: the one under way with what is expected and found, and those before it. Throws `forbidden` or `not-found`. */
export async function getInventory(viewer: Viewer, incidentId: string): Promise<IncidentInventories> {
  requirePermission(viewer.actor, 'inventory.read');
  const incident = await viewer.db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(viewer.actor)] },
    select: { id: true, number: true, title: true },
  });
  if (incident === null) throw notFound();
  const [rows, expected] = await Promise.all([
    viewer.db.inventory.findMany({
      where: { incidentId: incident.id },
      orderBy: { createdAt: 'desc' },
      take: most,
      select: { id: true, createdAt: true, endedAt: true },
    }),
    viewer.db.evidenceItem.count({
      where: {
        ...{ incidentId: incident.id, state: 'sealed', rehearsal: false },
        disposals: { none: { state: { in: onItsWayOut } } },
      },
    }),
  ]);
  const look = inventoryLook(viewer.db);
  const all = await Promise.all(rows.map(async (row) => ({ row, record: await look.inventory(row.id) })));
  const open = all.find(({ record }) => record?.state === 'counting')?.record ?? null;
  const count = mayDo(viewer.actor.roles, 'inventory.count');
  return {
    incident,
    expected,
    open: open === null ? null : await openInventory(viewer, open),
    past: all.flatMap(({ row, record }) =>
      record === null || record.state === 'counting'
        ? []
        : [
            {
              number: record.number,
              state: record.state,
              startedAt: row.createdAt.toISOString(),
              endedAt: (row.endedAt ?? row.createdAt).toISOString(),
              items: record.items,
              signers: record.signers.map(({ displayName }) => displayName),
            },
          ],
    ),
    may: { start: count && open === null && expected > 0, count: count && open !== null },
  };
}

async function openInventory(viewer: Viewer, record: InventoryRecord): Promise<OpenInventory> {
  const rows = await viewer.db.evidenceItem.findMany({
    where: { id: { in: record.items.map(({ evidenceId }) => evidenceId) } },
    select: { id: true, description: true, sha256: true, presence: { select: { state: true } } },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  return {
    ...record,
    items: record.items.map((item) => {
      const row = known.get(item.evidenceId);
      return {
        ...item,
        description: row?.description ?? '',
        sha256: row?.sha256 ?? null,
        store: (row?.presence?.state ?? null) as PresenceState | null, // the database knows no other
      };
    }),
    complete: record.items.every(({ count }) => count !== null),
    signedByMe: record.signers.some(({ objectId }) => objectId === viewer.actor.objectId),
  };
}
