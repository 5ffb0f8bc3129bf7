import { indexAccess } from './access-index.ts';
import type { AccessSnapshot } from './access-snapshot.ts';
import type { GuardedRight } from './guarded-right.ts';
import type { Certainty, HolderPrincipal, HoldingPath } from './holding.ts';
import { inPeriod } from './period.ts';
import { whoCan } from './who-can.ts';

/** A snapshot of access, with whether the account took shared keys then (null: not read). */
export interface ObservedAccess {
  readonly access: AccessSnapshot;
  readonly sharedKeys: boolean | null;
}

/** A permission that the product itself gave for an item. `revokedAt` null: it ran out. */
export interface ItemGrant {
  readonly id: string;
  readonly principalId: string;
  readonly name: string;
  readonly from: string;
  readonly until: string;
  readonly revokedAt: string | null;
}

/** `container`: the scope of the item's container. `longestGapSeconds`: between two readings, before it is called one. */
export interface ReadersQuestion {
  readonly container: string;
  readonly at: string;
  readonly longestGapSeconds: number;
}

/**
 * Who could have read an item at an instant, as far as it was observed. Observed access counts when it was there both
 * at the last reading before and at the first one after; what only one of them shows was possible. Between readings
 * anybody could have come and gone: `gaps` says how long nobody looked.
 */
export interface ReadersAnswer {
  readonly readers: readonly Reader[];
  readonly gaps: readonly ObservationGap[];
  readonly notKnown: readonly string[];
  readonly before: string | null; // the readings that the answer rests on
  readonly after: string | null;
}

export interface Reader {
  readonly principal: HolderPrincipal;
  readonly ways: readonly ReadingWay[];
}

/**
 * `keys`: by listing the account's keys; `self-assignment`: by assigning themself a role that reads; `account-change`:
 * by turning shared keys on or copying the bytes elsewhere.
 */
export type ReadingWay =
  | {
      readonly by: 'role' | 'keys' | 'self-assignment' | 'account-change';
      readonly certainty: Certainty;
      readonly path: HoldingPath;
    }
  | { readonly by: 'grant'; readonly grant: ItemGrant };

export interface ObservationGap {
  readonly from: string | null; // null: nothing was ever read before
  readonly until: string | null; // null: nothing was read since
}

export function readersAt(
  history: readonly ObservedAccess[],
  grants: readonly ItemGrant[],
  question: ReadersQuestion,
): ReadersAnswer {
  const { before, after } = around(history, question.at);
  const looks = [before, after].filter((look) => look !== null).map((look) => lookAt(look, question));
  const found = [...agreed(looks), ...byGrant(grants, question.at)];
  return {
    readers: gather(found),
    gaps: gapsOf({ before, after }, question),
    notKnown: [...new Set(looks.flatMap(({ notKnown }) => notKnown))],
    before: before?.access.readAt ?? null,
    after: after?.access.readAt ?? null,
  };
}

interface Around {
  readonly before: ObservedAccess | null;
  readonly after: ObservedAccess | null;
}

/** A reading at the very instant stands on both sides. */
function around(history: readonly ObservedAccess[], at: string): Around {
  const instant = Date.parse(at);
  const sorted = history.toSorted((a, b) => Date.parse(a.access.readAt) - Date.parse(b.access.readAt));
  const before = sorted.findLast(({ access }) => Date.parse(access.readAt) <= instant) ?? null;
  const after = sorted.find(({ access }) => Date.parse(access.readAt) >= instant) ?? null;
  return { before, after };
}

type FoundWay = { readonly principal: HolderPrincipal; readonly way: ReadingWay };

interface Look {
  readonly ways: readonly (FoundWay & { readonly way: Exclude<ReadingWay, { by: 'grant' }> })[];
  readonly notKnown: readonly string[];
}

function lookAt({ access, sharedKeys }: ObservedAccess, { container, at }: ReadersQuestion): Look {
  const index = indexAccess(access);
  const ask = (right: GuardedRight) => whoCan(index, { right, scope: container, reach: 'exactly', at });
  const asked = [
    { by: 'role' as const, answer: ask('read-blobs') },
    ...(sharedKeys === false ? [] : [{ by: 'keys' as const, answer: ask('list-account-keys') }]),
    { by: 'self-assignment' as const, answer: ask('write-role-assignments') },
    { by: 'account-change' as const, answer: ask('write-storage-account') },
  ];
  const ways = asked.flatMap(({ by, answer }) =>
    answer.holders.flatMap(({ principal, paths }) => {
      const [path] = paths;
      if (path === undefined) return [];
      const sure = path.certainty === 'certain' && !(by === 'keys' && sharedKeys === null);
      return [
        { principal, way: { by, certainty: sure ? ('certain' as const) : ('possible' as const), path } },
      ];
    }),
  );
  const unread = asked.flatMap(({ answer }) =>
    answer.unknown.map(({ what, subject }) => `${what} ${subject}`),
  );
  return {
    ways,
    notKnown: sharedKeys === null ? [...unread, 'whether the account took shared keys'] : unread,
  };
}

/** Certain is what both looks show for certain; what one look alone shows is possible. */
function agreed(looks: readonly Look[]): readonly FoundWay[] {
  const byWay = Map.groupBy(
    looks.flatMap(({ ways }) => ways),
    ({ principal, way }) => `${principal.id.toLowerCase()} ${way.by}`,
  );
  return [...byWay.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const seen = [first, ...others];
    const sure = seen.length === 2 && seen.every(({ way }) => way.certainty === 'certain');
    const certainty = sure ? ('certain' as const) : ('possible' as const);
    return [{ principal: first.principal, way: { ...first.way, certainty } }];
  });
}

function byGrant(grants: readonly ItemGrant[], at: string): readonly FoundWay[] {
  return grants
    .filter(
      (grant) =>
        inPeriod(grant, at) !== 'no' && inPeriod({ from: null, until: grant.revokedAt }, at) !== 'no',
    )
    .map((grant) => ({
      principal: { id: grant.principalId, kind: 'person', name: grant.name },
      way: { by: 'grant', grant },
    }));
}

function gather(found: readonly FoundWay[]): readonly Reader[] {
  const byPrincipal = Map.groupBy(found, ({ principal }) => principal.id.toLowerCase());
  return [...byPrincipal.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ principal: first.principal, ways: [first, ...others].map(({ way }) => way) }],
  );
}

function gapsOf({ before, after }: Around, question: ReadersQuestion): readonly ObservationGap[] {
  const [from, until] = [before?.access.readAt ?? null, after?.access.readAt ?? null];
  if (from === null || until === null) return [{ from, until }];
  const seconds = (Date.parse(until) - Date.parse(from)) / 1000;
  return seconds > question.longestGapSeconds ? [{ from, until }] : [];
}
