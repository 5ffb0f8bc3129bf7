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
