import { accountSteps } from './account-steps.ts';
import { containerSteps } from './container-steps.ts';
import { type Found, type FoundEndpoint, type FoundLock, type FoundState, keyOf } from './found-state.ts';
import { logSteps } from './log-steps.ts';
import { type ProvisionPlan, unreadLeft } from './provision-plan.ts';
import { irreversibleOn } from './provision-step.ts';
import { roleSteps } from './role-steps.ts';
import type { WantedState } from './wanted-state.ts';

/**
 * Compares what is wanted with what is there. A guard that is stronger than wanted stays as it is; what could not be
 * read is left, never taken for missing. What cannot be taken back comes last.
 */
export function planProvision(wanted: WantedState, found: FoundState): ProvisionPlan {
  const parts: readonly ProvisionPlan[] = [
    groupSteps(wanted, found),
    ...wanted.accounts.map((one) => accountSteps(one, at(found.accounts, one.id))),
    ...wanted.endpoints.map((one) => endpointSteps(one, at(found.endpoints, one.id))),
    ...wanted.containers.map((one) => containerSteps(one, found)),
    ...wanted.logs.map((one) => logSteps(one, at(found.logs, one.account))),
    ...wanted.locks.map((one) => lockSteps(one, at(found.locks, one.scope))),
    roleSteps(wanted, found),
  ];
  const steps = parts.flatMap((part) => part.steps);
  return {
    steps: [
      ...steps.filter((step) => irreversibleOn(step) === null),
      ...steps.filter((step) => irreversibleOn(step) !== null),
    ],
    left: [...parts.flatMap((part) => part.left), ...wanted.unplaced],
  };
}

function at<T>(map: ReadonlyMap<string, Found<T>>, id: string): Found<T> {
  return map.get(keyOf(id)) ?? { state: 'unread', words: 'it was not read' };
}

function groupSteps({ groups }: WantedState, found: FoundState): ProvisionPlan {
  const all = groups.map((one) => ({ one, is: at(found.groups, one.id) }));
  return {
    steps: all.flatMap(({ one, is }) => (is.state === 'absent' ? [{ kind: 'create-group', ...one }] : [])),
    left: all.flatMap(({ one, is }) => unreadLeft(`the resource group ${one.id}`, is)),
  };
}

function endpointSteps(
  { id, account, region, subnet }: WantedState['endpoints'][number],
  is: Found<FoundEndpoint>,
): ProvisionPlan {
  const what = `the private endpoint ${id}`;
  if (is.state === 'present') {
    const leadsHere = is.value.account?.toLowerCase() === account.toLowerCase();
    return { steps: [], left: leadsHere ? [] : [{ what, why: `It does not lead to ${account}.` }] };
  }
  if (is.state === 'unread') return { steps: [], left: unreadLeft(what, is) };
  if (subnet === null)
    return { steps: [], left: [{ what, why: 'It is not there, and no --subnet was named.' }] };
  return { steps: [{ kind: 'create-endpoint', id, account, region, subnet }], left: [] };
}

/** Any lock that forbids deleting will do, also one from above. */
function lockSteps(lock: WantedState['locks'][number], is: Found<readonly FoundLock[]>): ProvisionPlan {
  if (is.state === 'unread') return { steps: [], left: unreadLeft(`the locks of ${lock.scope}`, is) };
  const locked = is.state === 'present' && is.value.length > 0;
  return { steps: locked ? [] : [{ kind: 'put-lock', ...lock }], left: [] };
}
