import { Field } from '@/components/ui/field.tsx';
import type { DeviceAct } from '@/lib/custody/device-action.ts';

/** Which file, and where it was taken into custody before it is put away; or why it was not. */
export interface FileDraft {
  readonly sha1: string;
  readonly taken: boolean;
  readonly exhibitNumber: string;
  readonly why: string;
}

/** The act as it will be sent, for the sentence that is confirmed. */
export function quarantineOf({ sha1, taken, exhibitNumber, why }: FileDraft): DeviceAct {
  const said = taken ? { exhibitNumber: exhibitNumber.trim().toUpperCase() } : { why: why.trim() };
  return { kind: 'stop-and-quarantine', sha1: sha1.trim().toLowerCase(), taken: said };
}

export function QuarantineFields({
  id,
  file,
  change,
}: {
  id: string;
  file: FileDraft;
  change: (part: Partial<FileDraft>) => void;
}) {
  return (
    <>
      <Field label="SHA-1 of the file" htmlFor={`${id}-sha1`} name="act.sha1">
        <input
          id={`${id}-sha1`}
          name="act.sha1"
          required
          autoComplete="off"
          spellCheck={false}
          value={file.sha1}
          onChange={(event) => change({ sha1: event.target.value })}
          className="input font-mono"
        />
      </Field>
      <fieldset className="flex flex-wrap gap-x-5">
        <legend className="text-[13px] font-medium">Evidence of the file, before it is changed</legend>
        <Choice
          label="It was taken with getfile"
          checked={file.taken}
          choose={() => change({ taken: true })}
        />
        <Choice label="It was not taken" checked={!file.taken} choose={() => change({ taken: false })} />
      </fieldset>
      {file.taken ? (
        <Field
          label="Exhibit number of the file"
          hint="The sealed file of this device, as EV-2026-0001. It must be the same file, as far as Defender knows it."
          htmlFor={`${id}-exhibit`}
          name="act.taken"
        >
          <input
            id={`${id}-exhibit`}
            name="act.taken.exhibitNumber"
            required
            autoComplete="off"
            value={file.exhibitNumber}
            onChange={(event) => change({ exhibitNumber: event.target.value })}
            className="input"
          />
        </Field>
      ) : (
        <Field
          label="Why it is not taken"
          hint="At least 10 characters. It is written into the record."
          htmlFor={`${id}-why`}
          name="act.taken"
        >
          <input
            id={`${id}-why`}
            name="act.taken.why"
            required
            minLength={10}
            value={file.why}
            onChange={(event) => change({ why: event.target.value })}
            className="input"
          />
        </Field>
      )}
    </>
  );
}

function Choice({ label, checked, choose }: { label: string; checked: boolean; choose: () => void }) {
  return (
    <label className="inline-flex items-center gap-2 text-[13px]">
      <input type="radio" checked={checked} onChange={choose} />
      {label}
    </label>
  );
}
