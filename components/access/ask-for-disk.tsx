import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { Workstation } from '@/lib/custody/working-copy.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Chooses the workstation and the place at which the working copy is attached. */
export function AskForDisk({
  evidenceId,
  stations,
  ask,
}: {
  evidenceId: string;
  stations: readonly Workstation[] | { readonly problem: string };
  ask: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  if ('problem' in stations)
    return (
      <Notice tone="unknown" title="Unknown: which workstations there are.">
        {stations.problem}
      </Notice>
    );
  if (stations.length === 0)
    return <Notice tone="attention" title="There is no workstation to attach a disk to." />;
  return (
    <ActionForm
      action={ask}
      submit="Make a disk and attach it"
      working="Asking…"
      done="Asked. It is made and attached by itself."
    >
      <input type="hidden" name="evidenceId" value={evidenceId} />
      <p className="text-[13px] text-ink-2">
        A working copy with a number of its own: writable at the workstation, detached and deleted when your
        grant ends. The machine that the item came from is not touched.
      </p>
      <Field label="Workstation" htmlFor="machine" name="machineId">
        <select id="machine" name="machineId" className="input">
          {stations.map((one) => (
            <option key={one.machineId} value={one.machineId}>
              {`${one.name}, ${one.region}${one.takenLuns.length === 0 ? '' : `; LUN ${one.takenLuns.join(', ')} taken`}`}
            </option>
          ))}
        </select>
      </Field>
      <Field label="LUN" hint="0 to 63, one that is free" htmlFor="lun" name="lun">
        <input
          id="lun"
          name="lun"
          type="number"
          required
          min={0}
          max={63}
          defaultValue={freeLun(stations)}
          className="input max-w-[120px]"
        />
      </Field>
    </ActionForm>
  );
}

function freeLun([first]: readonly Workstation[]): number {
  for (let lun = 0; ; lun += 1) if (first?.takenLuns.includes(lun) !== true) return lun;
}
