import { poolBundleLook } from '../adapters/prisma/bundle-look.ts';
import { type EventQuery, eventQueryText } from '../custody/event-query.ts';
import { chosenEvents } from './chosen-events.ts';
import { type PastBundle, pastBundles } from './past-bundles.ts';
import type { Viewer } from './viewer.ts';

/** What a bundle of a search would hold for this viewer now, and those that they took of any search. */
export interface SearchBundleView {
  readonly query: string; // as it is written back
  readonly streamId: string; // of the viewer's own chain, in which bundles of searches stand
  readonly ledgerSize: string; // decimal
  readonly events: number;
  readonly withheldEvents: number; // whose words this viewer does not get
  readonly wholeStreams: number;
  readonly past: readonly PastBundle[]; // newest first
}

/** Throws as `chosenEvents`. */
export async function getSearchBundle(viewer: Viewer, query: EventQuery): Promise<SearchBundleView> {
  const { actor, db } = viewer;
  const own = poolBundleLook(db).streamIdOf({ kind: 'person', id: actor.objectId });
  const { size, indexes, whole } = await chosenEvents(viewer, query);
  const [withheldEvents, past] = await Promise.all([
    countWithheld(viewer, indexes),
    pastBundles(viewer, own),
  ]);
  return {
    ...{ query: eventQueryText(query), streamId: own, ledgerSize: size.toString() },
    ...{ events: indexes.length, withheldEvents, wholeStreams: whole.length },
    past: past.filter((one) => one.query !== null),
  };
}

async function countWithheld({ db, actor }: Viewer, indexes: readonly bigint[]): Promise<number> {
  const [found] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from ledger_entry l
    where l.idx = any(${[...indexes]}::bigint[]) and (
      exists (select from body_erasure b where b.event_id = l.event_id) or exists (
        select from body_withheld w where w.event_id = l.event_id and not ${actor.objectId} = any(w.readers)))`;
  return found?.count ?? 0;
}
