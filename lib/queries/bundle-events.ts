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
 * The events of a bundle, stream by stream and page by page, each page with its proofs from one statement. What a decision
 * keeps from this viewer, or erased, comes without its words. The caller has authorised. Throws `conflict` at the first
 * that is not what the ledger committed to.
 */
export async function* bundledEvents(
  { db, actor }: Viewer,
  asked: BundleQuestion,
): AsyncGenerator<BundledEvent> {
  for await (const places of placesOf(db, asked)) yield* provenPage({ db, actor }, places, asked.size);
}

interface Place {
  readonly idx: bigint;
  readonly eventId: string;
}

async function* placesOf(db: Viewer['db'], asked: BundleQuestion): AsyncGenerator<readonly Place[]> {
  for (const stream of asked.streams) yield* placesInStream(db, stream, asked.size);
  if (asked.incidentId !== null) yield* placesAbout(db, asked.incidentId, asked);
}

async function* placesInStream(
  db: Viewer['db'],
  stream: string,
  size: bigint,
): AsyncGenerator<readonly Place[]> {
  for (let last = -1n; ; ) {
    const page = await db.ledgerEntry.findMany({
      where: { stream, n: { gt: last }, idx: { lt: size } },
      orderBy: { n: 'asc' },
      take: pageSize,
      select: { idx: true, eventId: true, n: true },
    });
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1)?.n ?? last;
  }
}

/** What is about the incident and stands in no stream of the bundle. */
async function* placesAbout(
  db: Viewer['db'],
  incidentId: string,
  { streams, size }: BundleQuestion,
): AsyncGenerator<readonly Place[]> {
  for (let last: string | null = null; ; ) {
    const page: { id: string }[] = await db.custodyEvent.findMany({
      where: { incidentId, stream: { notIn: [...streams] } },
      orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
      take: pageSize,
      ...(last === null ? {} : { cursor: { id: last }, skip: 1 }),
      select: { id: true },
    });
    const ids = page.map(({ id }) => id);
    const where = { eventId: { in: ids }, idx: { lt: size } };
    const places = await db.ledgerEntry.findMany({ where, select: { idx: true, eventId: true } });
    if (places.length > 0) yield places;
    if (page.length < pageSize) return;
    last = ids.at(-1) ?? null;
  }
}

async function* provenPage(
  { db, actor }: Viewer,
  places: readonly Place[],
  size: bigint,
): AsyncGenerator<BundledEvent> {
  const rows = await db.custodyEvent.findMany({
    where: { id: { in: places.map(({ eventId }) => eventId) } },
    select: storedEventColumns,
  });
  const shown = new Map((await shownEvents({ db, actor }, rows)).map((one) => [one.row.id, one]));
  const indexes = places.map(({ idx }) => idx);
  const paths = await pathsOf(db, indexes, size);
  for (const [i, { idx, eventId }] of places.entries()) {
    const [one, hashes] = [shown.get(eventId), paths[i]];
    if (one?.entry == null || hashes === undefined || one.holds === false) throw altered(idx);
    const { body, salt } = one.row;
    const disclosed = body === null || salt === null ? null : { body, salt };
    yield { index: idx, entry: one.entry, hashes, disclosed, event: one.event };
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
