'use client';

import {
  type DeviceRights,
  deviceRoles,
  deviceUses,
  type GroupRule,
  type SecondPersonAct,
  secondPersonActs,
} from '@/lib/custody/device-rights.ts';
import { allOtherDevices, deviceUseWords, secondPersonWords } from '@/lib/custody/device-rights-words.ts';
import { type Propose, ProposeForm } from './propose-form.tsx';

/** Other rights on devices, group by group. A group that is made tier 0 begins with nobody. */
export function ProposeDeviceRights({
  rights,
  known,
  propose,
}: {
  rights: DeviceRights;
  known: readonly { readonly id: string; readonly name: string }[]; // groups that devices were seen in
  propose: Propose;
}) {
  return (
    <ProposeForm
      name="device-rights"
      initial={rights}
      propose={propose}
      changeOf={({ others, groups, second }) => ({ others, groups, second })}
    >
      {(typed, change) => {
        const groups = typed.groups;
        const free = known.filter(({ id }) => groups.every((group) => group.id !== id));
        return (
          <>
            {groups.map((group) => (
              <RuleFields
                key={group.id}
                name={group.name}
                rule={group}
                change={(rule) =>
                  change({ groups: groups.map((one) => (one.id === group.id ? { ...one, ...rule } : one)) })
                }
                remove={() => change({ groups: groups.filter(({ id }) => id !== group.id) })}
              />
            ))}
            <RuleFields
              name={allOtherDevices}
              rule={typed.others}
              change={(rule) => change({ others: { ...typed.others, ...rule } })}
            />
            {free.length > 0 && (
              <label className="grid gap-1 text-[13px]">
                <span className="font-medium">Rights of their own for a group</span>
                <select
                  className="input max-w-[320px]"
                  value=""
                  onChange={({ target }) => {
                    const found = free.find(({ id }) => id === target.value);
                    if (found === undefined) return;
                    const { id, name } = found;
                    change({ groups: [...groups, { ...typed.others, id, name }] });
                  }}
                >
                  <option value="">Choose a device group</option>
                  {free.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <SecondPerson second={typed.second} change={(second) => change({ second })} />
          </>
        );
      }}
    </ProposeForm>
  );
}

function RuleFields({
  name,
  rule,
  change,
  remove,
}: {
  name: string;
  rule: GroupRule;
  change: (rule: Partial<GroupRule>) => void;
  remove?: () => void;
}) {
  return (
    <fieldset className="grid gap-3 border-b border-hairline pb-4">
      <legend className="font-semibold">{name}</legend>
      {deviceUses.map((use) => (
        <div key={use}>
          <p className="text-[13px] font-medium">{deviceUseWords(use)}</p>
          {deviceRoles.map((role) => (
            <Check
              key={role}
              label={role}
              checked={rule[use].includes(role)}
              change={(on) =>
                change({ [use]: on ? [...rule[use], role] : rule[use].filter((one) => one !== role) })
              }
            />
          ))}
        </div>
      ))}
      <Check
        label="Tier 0: whatever touches such a device takes a second person"
        checked={rule.tier0}
        change={(tier0) => change(tier0 ? { tier0, basic: [], advanced: [], response: [] } : { tier0 })}
      />
      {remove !== undefined && (
        <button type="button" className="justify-self-start text-[13px] underline" onClick={remove}>
          Let all other devices’ rights count for {name}
        </button>
      )}
    </fieldset>
  );
}

function SecondPerson({
  second,
  change,
}: {
  second: readonly SecondPersonAct[];
  change: (second: SecondPersonAct[]) => void;
}) {
  return (
    <fieldset>
      <legend className="font-semibold">A second person for</legend>
      {secondPersonActs.map((act) => (
        <Check
          key={act}
          label={secondPersonWords(act)}
          checked={second.includes(act)}
          change={(on) => change(on ? [...second, act] : second.filter((one) => one !== act))}
        />
      ))}
    </fieldset>
  );
}

function Check({
  label,
  checked,
  change,
}: {
  label: string;
  checked: boolean;
  change: (checked: boolean) => void;
}) {
  return (
    <label className="mr-5 inline-flex items-center gap-2 text-[13px]">
      <input type="checkbox" checked={checked} onChange={({ target }) => change(target.checked)} />
      {label}
    </label>
  );
}
