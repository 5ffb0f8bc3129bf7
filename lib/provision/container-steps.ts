import { containerId, type FoundState, keyOf } from './found-state.ts';
import { type ProvisionPlan, unreadLeft } from './provision-plan.ts';
import type { ProvisionStep } from './provision-step.ts';
import type { WantedContainer } from './wanted-state.ts';

/** Makes a container, puts it under retention and locks that; longer retention stays, an unprotected one stays so. */
export function containerSteps(wanted: WantedContainer, found: FoundState): ProvisionPlan {
  const { account, name, retentionDays } = wanted;
  const what = `the container ${name} of ${account}`;
  const is = found.containers.get(keyOf(containerId(account, name)));
  if (is === undefined || is.state === 'unread')
    return { steps: [], left: unreadLeft(what, is ?? { state: 'unread', words: 'it was not read' }) };
  const policy = is.state === 'present' ? is.value.policy : null;
  if (retentionDays === null && policy !== null)
    return {
      steps: [],
      left: [{ what, why: 'It is under retention, and what lies there must be deletable.' }],
    };
  if (policy?.locked === true && policy.extensionsLeft === 0 && policy.days < (retentionDays ?? 0))
    return {
      steps: [],
      left: [{ what, why: `Its ${policy.days} days are locked, and Azure extends them no more.` }],
    };
  const creation: readonly ProvisionStep[] =
    is.state === 'absent' ? [{ kind: 'create-container', account, name }] : [];
  return { steps: [...creation, ...retentionSteps(wanted, policy)], left: [] };
}

function retentionSteps(
  { account, name: container, retentionDays: days }: WantedContainer,
  policy: { readonly locked: boolean; readonly days: number } | null,
): readonly ProvisionStep[] {
  if (days === null) return [];
  const place = { account, container } as const;
  if (policy === null)
    return [
      { kind: 'set-retention', ...place, days, before: null },
      { kind: 'lock-retention', ...place, days },
    ];
  if (policy.locked)
    return policy.days >= days ? [] : [{ kind: 'extend-retention', ...place, days, before: policy.days }];
  const kept = Math.max(days, policy.days);
  return [
    ...(kept === policy.days
      ? []
      : [{ kind: 'set-retention', ...place, days: kept, before: policy.days } as const]),
    { kind: 'lock-retention', ...place, days: kept },
  ];
}
