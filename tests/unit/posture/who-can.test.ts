import { describe, expect, it } from 'vitest';
import { indexAccess } from '../../../lib/posture/access-index.ts';
import { whoCan } from '../../../lib/posture/who-can.ts';
import { buildSnapshot, expectedHolders, holdersOf, noon, place, unknownOf } from './build-snapshot.ts';
import { builtInRoleTenants } from './tenants/built-in-roles.ts';
import { besideBuiltInRoleTenants } from './tenants/built-in-roles-beside.ts';
import { classicTenants, conditionTenants, timeTenants } from './tenants/conditions-and-times.ts';
import { denyTenants } from './tenants/denies.ts';
import { groupTenants } from './tenants/groups.ts';
import { placeTenants } from './tenants/places.ts';
import { roleTenants } from './tenants/roles.ts';

const tenants = {
  'with Microsoft’s own roles': [...builtInRoleTenants, ...besideBuiltInRoleTenants],
  'with groups': groupTenants,
  'on places above and below': placeTenants,
  'with custom roles': roleTenants,
  'under deny assignments': denyTenants,
  'under conditions': conditionTenants,
  'over time': timeTenants,
  'with classic administrators': classicTenants,
};

describe.each(Object.entries(tenants))('who can, %s', (_, list) => {
  it.each(list.map((tenant) => [tenant.title, tenant] as const))('%s', (_title, tenant) => {
    const index = indexAccess(buildSnapshot(tenant));
    for (const ask of tenant.asks) {
      const reach = ask.anywhereBelow ? 'anywhere-below' : 'exactly';
      const answer = whoCan(index, { right: ask.can, scope: place(ask.on), reach, at: ask.at ?? noon });
      expect({ ask: `${ask.can} ${ask.on}`, holders: holdersOf(answer), unknown: unknownOf(answer) }).toEqual(
        {
          ask: `${ask.can} ${ask.on}`,
          holders: expectedHolders(ask),
          unknown: ask.unknown ?? [],
        },
      );
    }
  });
});
