import type { EventDetail } from '../custody/custody-event.ts';
import { requirePermission } from '../custody/permission.ts';
import { readableFacts } from './readable-facts.ts';
import type { Viewer } from './viewer.ts';

export interface OrganisationVersion {
  readonly event: string;
  readonly profile: EventDetail<'organisation.described'>;
  readonly by: string;
  readonly at: string;
  readonly inForce: boolean;
}

export interface OrganisationHistory {
  readonly versions: readonly OrganisationVersion[]; // newest first, those that may be read
  readonly isNewestKept: boolean; // the one in force was withheld or erased: reports print nothing of it
}

const shownVersions = 20;

/** Who runs this register, newest version first, the twenty newest. Throws `forbidden`. */
export async function getOrganisationHistory(viewer: Viewer): Promise<OrganisationHistory> {
  requirePermission(viewer.actor, 'settings.read');
  const rows = await viewer.db.custodyEvent.findMany({
    where: { type: 'organisation.described' },
    orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
    take: shownVersions,
    select: { id: true, body: true },
  });
  const events = await readableFacts(viewer, rows);
  const newest = rows[0]?.id;
  const versions = events.flatMap((one) =>
    one.type === 'organisation.described'
      ? [
          {
            ...{ event: one.id, profile: one.detail, at: one.occurredAt, inForce: one.id === newest },
            by: one.actor.kind === 'person' ? one.actor.displayName : one.actor.kind,
          },
        ]
      : [],
  );
  return { versions, isNewestKept: newest !== undefined && !versions.some(({ inForce }) => inForce) };
}
