import type { Found, FoundAccount } from './found-state.ts';
import { type ProvisionPlan, unreadLeft } from './provision-plan.ts';
import type { AccountGuards, Change } from './provision-step.ts';
import type { WantedAccount } from './wanted-state.ts';

/** A missing account is made closed; an open door of one that is there is closed, a stricter guard stays. */
export function accountSteps({ id, region }: WantedAccount, is: Found<FoundAccount>): ProvisionPlan {
  const what = `the storage account ${id}`;
  switch (is.state) {
    case 'absent':
      return { steps: [{ kind: 'create-account', id, region }], left: [] };
    case 'unread':
      return { steps: [], left: unreadLeft(what, is) };
    case 'present': {
      const guards = guardsFor(is.value);
      const changes = changesIn(is.value, guards);
      const letIn = is.value.resources;
      return {
        steps: changes.length === 0 ? [] : [{ kind: 'mend-account', id, guards, changes }],
        left:
          letIn.length === 0
            ? []
            : [
                {
                  what: `rules of ${id}`,
                  why: `Resources are let in past the network: ${letIn.join(', ')}.`,
                },
              ],
      };
    }
  }
}

const leastTls = 'TLS1_2';

/** A perimeter of network security decides by rules of its own, which may be stricter than closed rules here. */
function guardsFor(is: FoundAccount): AccountGuards {
  const perimeter = is.publicNetworkAccess?.toLowerCase() === 'securedbyperimeter';
  const newer = is.minimumTls !== null && is.minimumTls.localeCompare(leastTls) > 0;
  return {
    publicNetworkAccess: perimeter ? 'SecuredByPerimeter' : 'Disabled',
    defaultAction: 'Deny',
    addresses: [],
    subnets: [],
    bypass: 'None',
    minimumTls: newer ? (is.minimumTls ?? leastTls) : leastTls,
  };
}

function changesIn(is: FoundAccount, to: AccountGuards): readonly Change[] {
  const all: readonly (readonly [string, string | null, string])[] = [
    ['public network access', is.publicNetworkAccess, to.publicNetworkAccess],
    ['what no rule names', is.defaultAction, to.defaultAction],
    ['addresses let in', listed(is.addresses), listed(to.addresses)],
    ['subnets let in', listed(is.subnets), listed(to.subnets)],
    ['services let in', is.bypass, to.bypass],
    ['shared keys', onOff(is.sharedKeys), 'off'],
    ['anonymous access', onOff(is.anonymousAccess), 'off'],
    ['https only', onOff(is.httpsOnly), 'on'],
    ['oldest TLS', is.minimumTls, to.minimumTls],
  ];
  return all
    .filter(([, before, after]) => before !== after)
    .map(([property, before, after]) => ({ property, before: before ?? 'not set', after }));
}

function onOff(value: boolean | null): string | null {
  if (value === null) return null;
  return value ? 'on' : 'off';
}

function listed(list: readonly string[]): string {
  return list.length === 0 ? 'none' : list.toSorted().join(', ');
}
