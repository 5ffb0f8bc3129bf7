import { CustodyError } from '../custody/custody-error.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { storedEventColumns } from './event-holds.ts';
import { proofPaths } from './proof-paths.ts';
import { shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';

const pageSize = 250;

/** Which events a bundle has, and the size of the checkpoint under which they are proven. */
export type BundleQuestion = (StreamsQuestion | ChosenQuestion) & { readonly size: bigint };

/** Those of these streams, and these entries of others. */
interface StreamsQuestion {
  readonly streams: readonly string[];
  readonly singles: readonly bigint[];
}

/** These entries, and the one of this event. */
interface ChosenQuestion {
  readonly chosen: readonly bigint[];
  readonly eventId: string;
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
  if ('chosen' in asked) {
    yield* placesAt(db, asked.chosen);
    yield await db.ledgerEntry.findMany({ where: { eventId: asked.eventId }, select: placeColumns });
    return;
  }
  for (const stream of asked.streams) yield* placesInStream(db, stream, asked.size);
  yield* placesAt(db, asked.singles);
}

const placeColumns = { idx: true, eventId: true } as const;

async function* placesAt(db: Viewer['db'], indexes: readonly bigint[]): AsyncGenerator<readonly Place[]> {
  for (let at = 0; at < indexes.length; at += pageSize) {
    const idx = { in: indexes.slice(at, at + pageSize) };
    const page = await db.ledgerEntry.findMany({
      where: { idx },
      orderBy: { idx: 'asc' },
      select: placeColumns,
    });
    if (page.length < idx.in.length) throw altered(idx.in[page.length] ?? 0n);
    yield page;
  }
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
  const paths = await proofPaths(db, indexes, size);
  for (const [i, { idx, eventId }] of places.entries()) {
    const [one, hashes] = [shown.get(eventId), paths[i]];
    if (one?.entry == null || hashes === undefined || one.holds === false) throw altered(idx);
    const { body, salt } = one.row;
    const disclosed = body === null || salt === null ? null : { body, salt };
    yield { index: idx, entry: one.entry, hashes, disclosed, event: one.event };
  }
}

function altered(index: bigint): CustodyError {
  return new CustodyError(
    'conflict',
    `Entry ${index} of the ledger is not what was recorded, so nothing is handed out as proven. "holdfast fsck" says more.`,
  );
}
