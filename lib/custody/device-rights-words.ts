import {
  type DeviceRights,
  type DeviceUse,
  deviceUses,
  type GroupRule,
  type SecondPersonAct,
} from './device-rights.ts';
import type { RecordedChange } from './recorded-change.ts';

export const allOtherDevices = 'All other devices';

export function deviceUseWords(use: DeviceUse): string {
  switch (use) {
    case 'basic':
      return 'Basic live response and packages';
    case 'advanced':
      return 'Advanced live response';
    case 'response':
      return 'Response actions';
  }
}

export function secondPersonWords(act: SecondPersonAct): string {
  switch (act) {
    case 'stop-and-quarantine':
      return 'Stop and quarantine a file';
    case 'remediate':
      return 'remediate in the console';
    case 'isolate':
      return 'Isolation';
    case 'release':
      return 'Release from isolation';
    case 'scan':
      return 'Antivirus scan';
    case 'restrict':
      return 'Restriction of programs';
    case 'unrestrict':
      return 'End of the restriction';
  }
}

/** What other rights would change, line by line in words. */
export function deviceRightsChanges(before: DeviceRights, after: DeviceRights): readonly RecordedChange[] {
  const [old, now] = [byGroup(before), byGroup(after)];
  const ids = [...new Set([...old.keys(), ...now.keys()])];
  return [
    ...ruleChanges(allOtherDevices, before.others, after.others),
    ...ids.flatMap((id) => {
      const [was, is] = [old.get(id), now.get(id)];
      const name = is?.name ?? was?.name ?? id;
      if (was !== undefined && is !== undefined) return ruleChanges(name, was, is);
      return [{ field: name, before: ruleWords(was), after: ruleWords(is) }];
    }),
    ...change(
      'A second person for',
      before.second.map(secondPersonWords),
      after.second.map(secondPersonWords),
    ),
  ];
}

function byGroup({ groups }: DeviceRights): ReadonlyMap<string, DeviceRights['groups'][number]> {
  return new Map(groups.map((group) => [group.id, group]));
}

function ruleChanges(name: string, before: GroupRule, after: GroupRule): readonly RecordedChange[] {
  return [
    ...deviceUses.flatMap((use) => change(`${name}: ${deviceUseWords(use)}`, before[use], after[use])),
    ...change(`${name}: tier 0`, [yesNo(before.tier0)], [yesNo(after.tier0)]),
  ];
}

function change(
  field: string,
  before: readonly string[],
  after: readonly string[],
): readonly RecordedChange[] {
  const [old, now] = [listed(before), listed(after)];
  return old === now ? [] : [{ field, before: old, after: now }];
}

function ruleWords(rule: GroupRule | undefined): string {
  if (rule === undefined) return 'As all other devices';
  const uses = deviceUses.map((use) => `${deviceUseWords(use)}: ${listed(rule[use])}`);
  return [...uses, `tier 0: ${yesNo(rule.tier0)}`].join('; ');
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'nobody' : words.toSorted().join(', ');
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
