import { actorLabel } from '../custody/actor.ts';
import type { BundleEventShapes } from '../custody/bundle-event.ts';
import { readableFacts } from './readable-facts.ts';
import type { Viewer } from './viewer.ts';

export interface PastBundle {
  readonly bundleId: string;
  readonly query: string | null; // null: not of a search
  readonly begunAt: string;
  readonly by: string;
  readonly end: BundleEventShapes['bundle.exported'] | null; // null: none recorded
  readonly receipts: readonly {
    readonly at: string;
    readonly detail: BundleEventShapes['bundle.receipt-accepted'];
  }[];
}

const most = 300;

/** The bundles that were begun in this stream, newest first. The caller has authorised. */
export async function pastBundles({ actor, db }: Viewer, stream: string): Promise<readonly PastBundle[]> {
  const rows = await db.custodyEvent.findMany({
    where: { stream, type: { in: ['bundle.begun', 'bundle.exported', 'bundle.receipt-accepted'] } },
    orderBy: { n: 'desc' },
    take: most,
    select: { id: true, body: true },
  });
  const facts = await readableFacts({ actor, db }, rows);
  return facts.flatMap((begun) => {
    if (begun.type !== 'bundle.begun') return [];
    const { bundleId, query = null } = begun.detail;
    const end = facts.find((fact) => fact.type === 'bundle.exported' && fact.detail.bundleId === bundleId);
    return [
      {
        ...{ bundleId, query, begunAt: begun.occurredAt, by: actorLabel(begun.actor) },
        end: end?.type === 'bundle.exported' ? end.detail : null,
        receipts: facts.flatMap((fact) =>
          fact.type === 'bundle.receipt-accepted' && fact.detail.bundleId === bundleId
            ? [{ at: fact.occurredAt, detail: fact.detail }]
            : [],
        ),
      },
    ];
  });
}
