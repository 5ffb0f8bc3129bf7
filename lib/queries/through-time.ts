import { tookTooLong } from '../adapters/prisma/search-look.ts';
import type { Span } from '../custody/time-span.ts';

/** How long a search may take as a whole; and, if that is too long, each stretch of time, and all of them. */
export interface Patience {
  readonly wholeMs: number;
  readonly eachMs: number;
  readonly allMs: number;
}

/** For a page that a person waits for: no longer than a search may take at all. */
export const pagePatience: Patience = { wholeMs: 8_000, eachMs: 2_500, allMs: 7_000 };

/** Of what was asked for: all of it, nothing, or what happened from a moment on (RFC 3339). */
export type Covered = 'all' | 'none' | { readonly from: string };

const firstMs = 86_400_000;
const leastMs = 1_000;

/**
 * Asks for one stretch of time before the other, the newest first: a wider one after each that was answered, a narrower one
 * where it took too long, until what that was is passed. In: the ends of it all (`oldest`: nothing is older), and whether another may be asked for.
 */
export async function throughTime(
  { newest, oldest }: { readonly newest: string | null; readonly oldest: string },
  mayGoOn: () => boolean,
  ask: (stretch: Span) => Promise<void>,
): Promise<Covered> {
  let reached: string | null = null;
  let trouble: string | null = null; // the begin of what took too long
  for (let width = firstMs; mayGoOn(); ) {
    const until: string | null = reached ?? newest;
    const begin: number = (until === null ? Date.now() : Date.parse(until)) - width;
    const from: string = new Date(Math.max(begin, Date.parse(oldest))).toISOString();
    if (await isAnswered(() => ask({ from, until }))) {
      if (begin <= Date.parse(oldest)) return 'all';
      reached = from;
      if (trouble === null || from < trouble) width *= 4;
    } else if (width > leastMs) {
      trouble = from;
      width = Math.max(leastMs, Math.trunc(width / 16));
    } else break;
  }
  return reached === null ? 'none' : { from: reached };
}

async function isAnswered(ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (tookTooLong(error)) return false;
    throw error;
  }
}
