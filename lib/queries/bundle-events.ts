import { CustodyError } from '../custody/custody-error.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { inclusionProof } from '../ledger/tree-proof.ts';
import { storedEventColumns } from './event-holds.ts';
import { shownEvents } from './shown-events.ts';
import { fromSoundLedger } from './sound-ledger.ts';
import { withTreeNodes } from './tree-nodes.ts';
import type { Viewer } from './viewer.ts';

const pageSize = 250;

/** Which events a bundle has: those of these streams, and whatever else is about the incident if it is named. */
export interface BundleQuestion {
  readonly streams: readonly string[];
  readonly incidentId: string | null;
  readonly size: bigint; // of the checkpoint under which they are proven
}

/** An event with what ties it to the checkpoint. */
export interface BundledEvent {
  readonly index: bigint;
  readonly entry: Uint8Array;
  readonly hashes: readonly Uint8Array[]; // audit path from the leaf upwards
  readonly disclosed: { readonly body: Uint8Array; readonly salt: Uint8Array } | null; // null: withheld
  readonly event: RecordedEvent | null;
}

/**
 * The events of a bundle in the order of the log, page by page. What a decision keeps from this viewer, or erased, comes
 * without its words. The caller has authorised. Throws `conflict` at the first that is not what the ledger committed to.
 */
export async function* bundledEvents(
  { db, actor }: Viewer,
  { streams, incidentId, size }: BundleQuestion,
): AsyncGenerator<BundledEvent> {
  for (let last = -1n; ; ) {
    const places = await db.$queryRaw<{ idx: bigint; id: string }[]>`
      select e.idx, e.event_id::text as id from ledger_entry e
      where e.idx > ${last} and e.idx < ${size} and (e.stream = any(${[...streams]}::text[])
        or e.event_id in (select c.id from custody_event c where c.incident_id = ${incidentId}::uuid))
      order by e.idx limit ${pageSize}`;
    if (places.length === 0) return;
    const rows = await db.custodyEvent.findMany({
      where: { id: { in: places.map(({ id }) => id) } },
      select: storedEventColumns,
    });
    const shown = new Map((await shownEvents({ db, actor }, rows)).map((one) => [one.row.id, one]));
    const paths = await pathsOf(
      db,
      places.map(({ idx }) => idx),
      size,
    );
    for (const [i, { idx, id }] of places.entries()) {
      const one = shown.get(id);
      const [hashes, entry] = [paths[i], one?.entry];
      if (
        one === undefined ||
        entry === null ||
        entry === undefined ||
        hashes === undefined ||
        one.holds === false
      )
        throw altered(idx);
      const { body, salt } = one.row;
      const disclosed = body === null || salt === null ? null : { body, salt };
      yield { index: idx, entry, hashes, disclosed, event: one.event };
    }
    last = places.at(-1)?.idx ?? last;
  }
}

async function pathsOf(
  db: Viewer['db'],
  indexes: readonly bigint[],
  size: bigint,
): Promise<readonly (readonly Uint8Array[])[]> {
  return await fromSoundLedger(() =>
    withTreeNodes(db, (readNode) =>
      Promise.all(indexes.map((index) => inclusionProof(size, index, readNode))),
    ),
  );
}

function altered(index: bigint): CustodyError {
  return new CustodyError(
    'conflict',
    `Entry ${index} of the ledger is not what was recorded, so nothing is handed out as proven. "holdfast fsck" says more.`,
  );
}
