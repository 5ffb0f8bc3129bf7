import type { EventDetail } from '../custody/custody-event.ts';
import { requirePermission } from '../custody/permission.ts';
import { newestShownEvent } from './newest-shown-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

type Corroborated = EventDetail<'acquisition.corroborated'>;

/** What Microsoft's own record said of an item, held against ours when it was asked. */
export interface ItemCorroboration {
  /** `differs`: entries speak of this act, and not one says what was recorded here. */
  readonly verdict: 'agrees' | 'differs' | 'none-found' | 'nobody-to-ask' | 'not-asked' | 'withheld';
  readonly log: NonNullable<Corroborated['log']>;
  readonly entries: Corroborated['entries'];
  readonly askedAt: string | null;
}

/** The second witness of an item. Throws `forbidden` or `not-found`. */
export async function getItemCorroboration(viewer: Viewer, evidenceId: string): Promise<ItemCorroboration> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true },
  });
  if (item === null) throw notFound();
  const newest = await newestShownEvent(viewer, item.id, 'acquisition.corroborated');
  const event = newest?.event ?? null;
  if (event === null)
    return {
      verdict: newest === null ? 'not-asked' : 'withheld',
      log: 'activity-log',
      entries: [],
      askedAt: null,
    };
  const { found, entries, log = 'activity-log' } = event.detail;
  return { verdict: verdictOf({ found, entries, log }), log, entries, askedAt: event.occurredAt };
}

function verdictOf({
  found,
  entries,
  log,
}: Pick<Corroborated, 'found' | 'entries' | 'log'>): ItemCorroboration['verdict'] {
  if (log === 'none') return 'nobody-to-ask';
  if (found) return 'agrees';
  return entries.length === 0 ? 'none-found' : 'differs';
}
