import { type FoundPath, type Holder, type HoldingPath, pathRank } from './holding.ts';

/** Paths by principal, in the order of their names; one path an assignment, way and standing, with all its actions. */
export function gatherHolders(found: readonly FoundPath[]): readonly Holder[] {
  const byPrincipal = Map.groupBy(found, ({ principal }) => principal.id.toLowerCase());
  const holders: Holder[] = [];
  for (const [first, ...others] of byPrincipal.values()) {
    if (first === undefined) continue;
    const paths = mergeActions([first, ...others].map(({ path }) => path));
    holders.push({ principal: first.principal, paths: paths.toSorted((a, b) => pathRank(a) - pathRank(b)) });
  }
  return holders.toSorted((a, b) => order(a.principal.name, b.principal.name));
}

function mergeActions(paths: readonly HoldingPath[]): readonly HoldingPath[] {
  const same = Map.groupBy(paths, ({ actions: _, ...rest }) => JSON.stringify(rest));
  return [...same.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, actions: [first, ...others].flatMap(({ actions }) => actions) }],
  );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
