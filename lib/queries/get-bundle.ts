import { isInsideRange } from '../custody/address-range.ts';
import type { EvidenceKind } from '../custody/evidence-source.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { wayOut } from '../custody/way-out.ts';
import { type PastBundle, pastBundles } from './past-bundles.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere, visibleWithoutGlass } from './visible-incidents.ts';

/** What a bundle of an item or incident would hold for this viewer now, and the bundles and receipts that there were. */
export interface BundleView {
  readonly of: 'item' | 'incident';
  readonly id: string;
  readonly name: string;
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly leaves: boolean; // false: read in an emergency, by which nothing is taken away
  readonly events: number;
  readonly withheldEvents: number; // whose words this viewer does not get
  readonly items: readonly BundleItem[];
  readonly past: readonly PastBundle[]; // newest first
}

export interface BundleItem {
  readonly exhibitNumber: string;
  readonly sizeBytes: string | null; // decimal
  readonly whyNot: string | null; // null: its bytes are in it
}

/** Throws `forbidden` or `not-found`. */
export async function getBundle(viewer: Viewer, of: 'item' | 'incident', id: string): Promise<BundleView> {
  requirePermission(viewer.actor, 'bundle.export');
  const { actor, db } = viewer;
  const wanted = requireId(id);
  const visible = visibleIncidentWhere(actor);
  const incident = await db.incident.findFirst({
    where: { AND: [visible, of === 'incident' ? { id: wanted } : { evidence: { some: { id: wanted } } }] },
    select: { id: true, number: true, title: true },
  });
  if (incident === null) throw notFound();
  const items = await db.evidenceItem.findMany({
    where:
      of === 'item' ? { id: wanted } : { incidentId: incident.id, rehearsal: false, kind: { not: 'report' } },
    orderBy: { exhibitNumber: 'asc' },
    select: { id: true, exhibitNumber: true, kind: true, state: true, sizeBytes: true, rehearsal: true },
  });
  const where = of === 'item' ? { stream: wanted } : { incidentId: incident.id };
  const [leaving, events, withheldEvents, granted, past] = await Promise.all([
    db.incident.count({ where: { AND: [{ id: incident.id }, visibleWithoutGlass(actor)] } }),
    db.custodyEvent.count({ where }),
    countWithheld(viewer, of === 'item' ? wanted : null, of === 'item' ? null : incident.id),
    grantedItems(viewer),
    pastBundles(viewer, wanted),
  ]);
  return {
    ...{ of, id: wanted, incident, leaves: leaving > 0, events, withheldEvents },
    name: of === 'item' ? (items[0]?.exhibitNumber ?? '') : incident.number,
    items: items.map((item) => ({
      exhibitNumber: item.exhibitNumber,
      sizeBytes: item.sizeBytes?.toString() ?? null,
      whyNot: whyNot(viewer, item, granted),
    })),
    past,
  };
}

async function countWithheld(
  { db, actor }: Viewer,
  stream: string | null,
  incidentId: string | null,
): Promise<number> {
  const [found] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from custody_event c
    where (c.stream = ${stream} or c.incident_id = ${incidentId}::uuid) and (
      exists (select from body_erasure b where b.event_id = c.id) or exists (
        select from body_withheld w where w.event_id = c.id and not ${actor.objectId} = any(w.readers)))`;
  return found?.count ?? 0;
}

/** Items for which the viewer holds a grant to download now, from where they are. */
async function grantedItems({ db, actor }: Viewer): Promise<ReadonlySet<string>> {
  const rows = await db.accessGrant.findMany({
    where: { granteeObjectId: actor.objectId, mode: 'download', revokedAt: null, endsAt: { gt: new Date() } },
    select: { addressRange: true, request: { select: { items: { select: { evidenceId: true } } } } },
  });
  const here = rows.filter(({ addressRange }) => isInsideRange(addressRange, actor.ip));
  return new Set(here.flatMap(({ request }) => request.items.map(({ evidenceId }) => evidenceId)));
}

function whyNot(
  { actor }: Viewer,
  { id, kind, state, rehearsal }: { id: string; kind: string; state: string; rehearsal: boolean },
  granted: ReadonlySet<string>,
): string | null {
  if (state !== 'sealed') return 'Not sealed in the locker.';
  if (rehearsal) return 'A rehearsal, and no evidence.';
  // The column holds a closed vocabulary that only the register writes.
  if (wayOut(kind as EvidenceKind).isProtected)
    return 'Leaves in an encrypted archive only, from its own page.';
  if (!mayDo(actor.roles, 'evidence.read-content')) return 'Your role reads no evidence.';
  return granted.has(id)
    ? null
    : 'You hold no live grant to download it from here. fetch.txt says where it lies.';
}
