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
  }[];
  readonly whole: boolean; // all sealed items of the incident
  readonly modes: readonly {
    readonly mode: AccessMode;
    readonly longestHours: number;
    readonly words: string;
  }[];
  readonly ownAddress: string | null;
}

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
  const items = await viewer.db.evidenceItem.findMany({
    where: {
      ...(one ? { id: requireId(evidenceId) } : { incidentId: requireId(incidentId ?? '') }),
      state: 'sealed',
      rehearsal: false,
      incident: visibleIncidentWhere(viewer.actor),
    },
    orderBy: { exhibitNumber: 'asc' },
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
  return {
    incident,
    items: items.map(({ incident: _one, ...item }) => item),
    whole: !one,
    modes: offered.map((mode) => ({
      mode,
      longestHours: policy.modes[mode].longestHours,
      words: policyWords(frozenPolicy(policy, mode)),
    })),
    ownAddress: viewer.actor.ip,
  };
}

async function policyInForce(viewer: Viewer): Promise<AccessPolicy> {
  const row = await viewer.db.policyVersion.findFirst({ orderBy: { version: 'desc' } });
  return row === null
    ? defaultAccessPolicy
    : { version: row.version, ...accessPolicySchema.parse(row.policy) };
}
