import type { Prisma } from '../../prisma/generated/client.ts';
import type { Machine, MachineDisk } from '../custody/machine.ts';
import { requirePermission } from '../custody/permission.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface FoundIncident {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly machines: readonly FoundMachine[];
}

export interface FoundMachine {
  readonly resourceId: string;
  readonly name: string;
  readonly readError: string | null;
  readonly disks: readonly Pick<MachineDisk, 'resourceId' | 'name' | 'role' | 'lun' | 'sizeBytes' | 'kind'>[];
}

const mostFound = 20;

/**
 * Incidents named by id, number or title, with their machines and disks: what the shell needs to name a disk.
 * A whole id, number or title wins over parts of titles. Throws `forbidden`; finds nothing that is hidden.
 */
export async function findIncidents(viewer: Viewer, query: string): Promise<readonly FoundIncident[]> {
  requirePermission(viewer.actor, 'incident.list');
  const named = query.trim();
  const exact = await find(viewer, {
    OR: [
      { number: { equals: named, mode: 'insensitive' } },
      { title: { equals: named, mode: 'insensitive' } },
      ...byId(named),
    ],
  });
  if (exact.length > 0 || named.length < 3) return exact;
  return await find(viewer, { title: { contains: named, mode: 'insensitive' } });
}

function byId(named: string): { id: string }[] {
  const id = cursorId(named);
  return id === null ? [] : [{ id }];
}

async function find(viewer: Viewer, where: Prisma.IncidentWhereInput): Promise<readonly FoundIncident[]> {
  const rows = await viewer.db.incident.findMany({
    where: { AND: [visibleIncidentWhere(viewer.actor), where] },
    orderBy: { updatedAt: 'desc' },
    take: mostFound,
    include: { machines: { orderBy: { name: 'asc' } } },
  });
  return rows.map(({ id, number, title, status, machines }) => ({
    id,
    number,
    title,
    status,
    machines: machines.map(({ resourceId, name, readError, facts }) => ({
      resourceId,
      name,
      readError,
      disks: ((facts as unknown as Machine | null)?.disks ?? []).map((disk) => ({
        resourceId: disk.resourceId,
        name: disk.name,
        role: disk.role,
        lun: disk.lun,
        sizeBytes: disk.sizeBytes,
        kind: disk.kind,
      })),
    })),
  }));
}
