import { type AccessPolicy, type AccessRule, accessModes, modeWords } from './access-policy.ts';
import type { RecordedChange } from './recorded-change.ts';

type Policy = Omit<AccessPolicy, 'version'>;

/** What another access policy would change, line by line in words. */
export function accessPolicyChanges(before: Policy, after: Policy): readonly RecordedChange[] {
  return [
    ...accessModes.flatMap((mode) => ruleChanges(modeWords(mode), before.modes[mode], after.modes[mode])),
    ...change('Days to decide', before.waitingDays, after.waitingDays),
    ...change('Oldest sign-in for a decision, minutes', before.stepUpMinutes, after.stepUpMinutes),
    ...change('What one asked of a device seen without a grant', before.ownPackages, after.ownPackages),
  ];
}

function ruleChanges(mode: string, before: AccessRule, after: AccessRule): readonly RecordedChange[] {
  return [
    ...change(`${mode}: approvals`, before.approvals, after.approvals),
    ...change(`${mode}: approvers`, before.approvers.toSorted(), after.approvers.toSorted()),
    ...change(`${mode}: stand-ins`, before.fallback.toSorted(), after.fallback.toSorted()),
    ...change(`${mode}: hours at most`, before.longestHours, after.longestHours),
  ];
}

type Value = number | boolean | readonly string[];

function change(field: string, before: Value, after: Value): readonly RecordedChange[] {
  const [old, now] = [words(before), words(after)];
  return old === now ? [] : [{ field, before: old, after: now }];
}

function words(value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  return value.length === 0 ? 'none' : value.join(', ');
}
