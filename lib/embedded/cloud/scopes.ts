import { managementGroups } from './tenant.ts';

/** True for the scope itself and everything below it; management groups lie above subscriptions, `/` above all. */
export function isWithin(scope: string, ancestor: string): boolean {
  const inner = scope.toLowerCase();
  const outer = ancestor.toLowerCase().replace(/\/+$/, '');
  return inner === outer || inner.startsWith(`${outer}/`) || groupsAbove(inner).includes(outer);
}

/** The management groups over a scope, nearest first, in lower case. */
function groupsAbove(scope: string): readonly string[] {
  const above: string[] = [];
  const [subscription] = /^\/subscriptions\/[^/]+/.exec(scope) ?? [];
  let child = subscription ?? scope;
  for (;;) {
    const parent = managementGroups.find((group) =>
      group.children.some((one) => one.toLowerCase() === child),
    );
    if (parent === undefined) return above;
    child = parent.id.toLowerCase();
    above.push(child);
  }
}
