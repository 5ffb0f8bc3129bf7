/** How many rows there are, counted no further than a bound: behind it only "more than" is known. */
export interface Counted {
  readonly rows: number;
  readonly isMore: boolean;
}

const mostCounted = 10_000;

/** Of a count in the database: it stops behind the bound. */
export const upToBound = { take: mostCounted + 1 } as const;

/** In: what such a count found. */
export function counted(found: number): Counted {
  return { rows: Math.min(found, mostCounted), isMore: found > mostCounted };
}

/** How many rows there are of a list that was read: they are counted only where it is full. In: the most that are read of it. */
export async function allOf(
  rows: readonly unknown[],
  most: number,
  count: () => Promise<number>,
): Promise<number> {
  return rows.length < most ? rows.length : await count();
}
