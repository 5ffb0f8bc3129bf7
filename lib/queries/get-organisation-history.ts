import type { EventDetail } from '../custody/custody-event.ts';
import { requirePermission } from '../custody/permission.ts';
import { readableFacts } from './readable-facts.ts';
import type { Viewer } from './viewer.ts';

export interface OrganisationVersion {
  readonly event: string;
  readonly profile: EventDetail<'organisation.described'>;
  readonly by: string;
  readonly at: string;
}

const shownVersions = 20;

/** Who runs this register, newest version first, the twenty newest; the first one is in force. Throws `forbidden`. */
export async function getOrganisationHistory(viewer: Viewer): Promise<readonly OrganisationVersion[]> {
  requirePermission(viewer.actor, 'settings.read');
  const rows = await viewer.db.custodyEvent.findMany({
    where: { type: 'organisation.described' },
    orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
    take: shownVersions,
    select: { id: true, body: true },
  });
  const events = await readableFacts(viewer, rows);
  return events.flatMap((one) =>
    one.type === 'organisation.described'
      ? [
          {
            ...{ event: one.id, profile: one.detail, at: one.occurredAt },
            by: one.actor.kind === 'person' ? one.actor.displayName : one.actor.kind,
          },
        ]
      : [],
  );
}
