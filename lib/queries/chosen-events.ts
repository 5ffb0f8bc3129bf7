import { CustodyError } from '../custody/custody-error.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { eventPages, type FoundRow } from './event-pages.ts';
import type { Viewer } from './viewer.ts';

/** More are refused, not cut off: a bundle has four files of each. */
export const mostChosenEvents = 10_000;

/** What a search gave, for a bundle of it. */
export interface ChosenEvents {
  readonly size: bigint; // of the signed ledger that was searched
  readonly indexes: readonly bigint[]; // in the order of the log
  /** Streams of which every event below that size is among them. */
  readonly whole: readonly { readonly stream: string; readonly events: bigint }[];
}

/**
 * The events of a search among all entries that are signed, as far as they may leave with this person, as `eventPages`
 * decides. Throws `forbidden`,
 * `not-feasible` for too many, `storage-unavailable` before anything is signed, `conflict` for one that the ledger has not.
 */
export async function chosenEvents({ actor, db }: Viewer, query: EventQuery): Promise<ChosenEvents> {
  const size = await signedSize(db);
  const indexes: bigint[] = [];
  const numbers = new Map<string, Held>();
  for await (const rows of eventPages({ actor, db }, query, size)) {
    indexes.push(...(await indexesOf(db, rows)));
    if (indexes.length > mostChosenEvents) throw tooMany();
    for (const row of rows) hold(numbers, row);
  }
  return {
    size,
    indexes: indexes.sort((a, b) => (a < b ? -1 : 1)),
    whole: await whole(db, numbers, size),
  };
}

async function signedSize(db: Viewer['db']): Promise<bigint> {
  const newest = await db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { size: true } });
  if (newest !== null) return newest.size;
  throw new CustodyError('storage-unavailable', 'The ledger has signed nothing yet. Try again in a minute.');
}

async function indexesOf(db: Viewer['db'], rows: readonly FoundRow[]): Promise<readonly bigint[]> {
  const found = await db.ledgerEntry.findMany({
    where: { eventId: { in: rows.map(({ id }) => id) } },
    select: { idx: true },
  });
  if (found.length === rows.length) return found.map(({ idx }) => idx);
  throw new CustodyError(
    'conflict',
    'An event that answers this search is in no entry of the ledger, so nothing is handed out as proven. "holdfast fsck" says more.',
  );
}

interface Held {
  readonly events: bigint;
  readonly last: bigint;
}

function hold(numbers: Map<string, Held>, { stream, n }: FoundRow): void {
  const { events, last } = numbers.get(stream) ?? { events: 0n, last: -1n };
  numbers.set(stream, { events: events + 1n, last: n > last ? n : last });
}

/** From the first number on without a gap, and no later one below the size. */
async function whole(
  db: Viewer['db'],
  numbers: ReadonlyMap<string, Held>,
  size: bigint,
): Promise<ChosenEvents['whole']> {
  const gapless = [...numbers].filter(([, { events, last }]) => last + 1n === events);
  const next = gapless.map(([stream, { events }]) => ({ stream, n: events }));
  const goOn = new Set<string>();
  for (let at = 0; at < next.length; at += 500) {
    const found = await db.ledgerEntry.findMany({
      where: { OR: next.slice(at, at + 500), idx: { lt: size } },
      select: { stream: true },
    });
    for (const { stream } of found) goOn.add(stream);
  }
  return gapless.flatMap(([stream, { events }]) => (goOn.has(stream) ? [] : [{ stream, events }]));
}

function tooMany(): CustodyError {
  return new CustodyError(
    'not-feasible',
    `More than ${mostChosenEvents.toLocaleString('en')} events answer to this search. Narrow it, for example with “created:”.`,
  );
}
