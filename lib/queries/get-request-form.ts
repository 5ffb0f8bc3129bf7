import {
  type AccessMode,
  type AccessPolicy,
  accessPolicySchema,
  defaultAccessPolicy,
  frozenPolicy,
  policyWords,
} from '../custody/access-policy.ts';
import { requirePermission } from '../custody/permission.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What one reads before asking for access. */
export interface RequestForm {
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly items: readonly {
    readonly id: string;
    readonly exhibitNumber: string;
    readonly description: string;
  }[]; // the first twenty, by number
  readonly inAll: number;
  readonly whole: boolean; // all sealed items of the incident
  readonly modes: readonly {
    readonly mode: AccessMode;
    readonly longestHours: number;
    readonly words: string;
  }[];
  readonly ownAddress: string | null;
}

const most = 20; // that are named

/**
 * The form for one item, or for all sealed items of an incident. Throws `forbidden`, or `not-found` for what the viewer
 * may not see and for what is not sealed evidence.
 */
export async function getRequestForm(
  viewer: Viewer,
  about: { readonly evidenceId?: string | undefined; readonly incidentId?: string | undefined },
  offered: readonly AccessMode[] = ['see-contents', 'download'], // what a grant opens here: nobody is led to ask for anything else
): Promise<RequestForm> {
  requirePermission(viewer.actor, 'access.request');
  const { evidenceId, incidentId } = about;
  const one = evidenceId !== undefined;
  const where = {
    ...(one ? { id: requireId(evidenceId) } : { incidentId: requireId(incidentId ?? '') }),
    state: 'sealed',
    rehearsal: false,
    incident: visibleIncidentWhere(viewer.actor),
  };
  const items = await viewer.db.evidenceItem.findMany({
    where,
    orderBy: { exhibitNumber: 'asc' },
    take: most,
    select: {
      id: true,
      exhibitNumber: true,
      description: true,
      incident: { select: { id: true, number: true, title: true } },
    },
  });
  const incident = items[0]?.incident;
  if (incident === undefined) throw notFound();
  const policy = await policyInForce(viewer);
  const [inAll, inDisks, disks] = await Promise.all([
    viewer.db.evidenceItem.count({ where }),
    viewer.db.evidenceItem.count({ where: { ...where, kind: 'disk' } }),
    viewer.db.evidenceItem.findMany({
      where: { ...where, kind: 'disk' },
      orderBy: { exhibitNumber: 'asc' },
      take: most,
      select: { exhibitNumber: true },
    }),
  ]);
  return {
    incident,
    items: items.map(({ incident: _one, ...item }) => item),
    inAll,
    whole: !one,
    modes: offered
      .filter((mode) => mode !== 'disk' || inDisks > 0)
      .map((mode) => ({
        mode,
        longestHours: policy.modes[mode].longestHours,
        words: `${policyWords(frozenPolicy(policy, mode))}${mode === 'disk' ? onlyOf(disks, { inDisks, inAll }) : ''}`,
      })),
    ownAddress: viewer.actor.ip,
  };
}

/** A disk can be made of a disk alone, so that asking for an incident's items means some of them. */
function onlyOf(
  disks: readonly Exhibit[],
  { inDisks, inAll }: { readonly inDisks: number; readonly inAll: number },
): string {
  if (inDisks === inAll) return '';
  const others = inDisks > disks.length ? ` and ${inDisks - disks.length} more` : '';
  return ` Of the disks alone: ${disks.map(({ exhibitNumber }) => exhibitNumber).join(', ')}${others}.`;
}

interface Exhibit {
  readonly exhibitNumber: string;
}

async function policyInForce(viewer: Viewer): Promise<AccessPolicy> {
  const row = await viewer.db.policyVersion.findFirst({ orderBy: { version: 'desc' } });
  return row === null
    ? defaultAccessPolicy
    : { version: row.version, ...accessPolicySchema.parse(row.policy) };
}
