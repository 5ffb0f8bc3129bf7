'use client';

import { Field } from '@/components/ui/field.tsx';
import { type AccessMode, type AccessPolicy, accessModes, modeWords } from '@/lib/custody/access-policy.ts';
import { permissions } from '@/lib/custody/permission.ts';
import { type Propose, ProposeForm } from './propose-form.tsx';

type Rule = {
  approvals: string;
  approvers: readonly string[];
  fallback: readonly string[];
  longestHours: string;
};
type Typed = {
  modes: Record<AccessMode, Rule>;
  waitingDays: string;
  stepUpMinutes: string;
  ownPackages: boolean;
};

const deciding = permissions['access.decide'];

/** Another version of who must agree before evidence is handed out. */
export function ProposePolicy({ policy, propose }: { policy: AccessPolicy; propose: Propose }) {
  return (
    <ProposeForm name="access-policy" initial={typedOf(policy)} propose={propose} changeOf={changeOf}>
      {(typed, change) => (
        <>
          {accessModes.map((mode) => (
            <RuleFields
              key={mode}
              mode={mode}
              rule={typed.modes[mode]}
              change={(rule) => change({ modes: { ...typed.modes, [mode]: rule } })}
            />
          ))}
          <NumberField
            label="Days to decide"
            id="waiting-days"
            name="change.waitingDays"
            value={typed.waitingDays}
            change={(waitingDays) => change({ waitingDays })}
          />
          <NumberField
            label="Oldest sign-in for a decision, in minutes"
            id="step-up"
            name="change.stepUpMinutes"
            value={typed.stepUpMinutes}
            change={(stepUpMinutes) => change({ stepUpMinutes })}
          />
          <label className="inline-flex items-center gap-2 text-[13px]">
            <input
              type="checkbox"
              checked={typed.ownPackages}
              onChange={({ target }) => change({ ownPackages: target.checked })}
            />
            Who asked for an investigation package, or ran a command, may look into what it gave without a
            grant
          </label>
        </>
      )}
    </ProposeForm>
  );
}

function RuleFields({ mode, rule, change }: { mode: AccessMode; rule: Rule; change: (rule: Rule) => void }) {
  const roles = (of: 'approvers' | 'fallback', label: string) => (
    <div>
      <p className="text-[13px] font-medium">{label}</p>
      {deciding.map((role) => (
        <label key={role} className="mr-5 inline-flex items-center gap-2 text-[13px]">
          <input
            type="checkbox"
            checked={rule[of].includes(role)}
            onChange={({ target }) =>
              change({
                ...rule,
                [of]: target.checked ? [...rule[of], role] : rule[of].filter((one) => one !== role),
              })
            }
          />
          {role}
        </label>
      ))}
    </div>
  );
  return (
    <fieldset className="grid gap-3 border-b border-hairline pb-4">
      <legend className="font-semibold">{modeWords(mode)}</legend>
      <NumberField
        label="Approvals by different people"
        id={`${mode}-approvals`}
        name={`change.modes.${mode}.approvals`}
        value={rule.approvals}
        change={(approvals) => change({ ...rule, approvals })}
      />
      {roles('approvers', 'Who approves')}
      {roles('fallback', 'Who stands in while too few of them can decide')}
      <NumberField
        label="Hours at most"
        id={`${mode}-hours`}
        name={`change.modes.${mode}.longestHours`}
        value={rule.longestHours}
        change={(longestHours) => change({ ...rule, longestHours })}
      />
    </fieldset>
  );
}

function NumberField({
  label,
  id,
  name,
  value,
  change,
}: {
  label: string;
  id: string;
  name: string;
  value: string;
  change: (value: string) => void;
}) {
  return (
    <Field label={label} htmlFor={id} name={name}>
      <input
        id={id}
        type="number"
        min={1}
        required
        className="input max-w-[160px]"
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </Field>
  );
}

function typedOf({ modes, waitingDays, stepUpMinutes, ownPackages }: AccessPolicy): Typed {
  const rule = (mode: AccessMode): Rule => {
    const { approvals, approvers, fallback, longestHours } = modes[mode];
    return { approvals: String(approvals), approvers, fallback, longestHours: String(longestHours) };
  };
  return {
    modes: { 'see-contents': rule('see-contents'), download: rule('download'), disk: rule('disk') },
    waitingDays: String(waitingDays),
    stepUpMinutes: String(stepUpMinutes),
    ownPackages,
  };
}

function changeOf({ modes, waitingDays, stepUpMinutes, ownPackages }: Typed): object {
  const rule = ({ approvals, longestHours, ...roles }: Rule) => ({
    ...roles,
    approvals: Number(approvals),
    longestHours: Number(longestHours),
  });
  return {
    modes: {
      'see-contents': rule(modes['see-contents']),
      download: rule(modes.download),
      disk: rule(modes.disk),
    },
    waitingDays: Number(waitingDays),
    stepUpMinutes: Number(stepUpMinutes),
    ownPackages,
  };
}
