import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import type { OwnSettings } from '@/lib/queries/get-settings.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

export function PreferencesForm({
  settings,
  decides,
  action,
}: {
  settings: OwnSettings;
  decides: boolean; // whether requests wait for this person
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section aria-labelledby="appearance-title">
      <h2 id="appearance-title" className="mb-3 text-[17px] font-semibold">
        {decides ? 'Appearance, time and absence' : 'Appearance and time'}
      </h2>
      <ActionForm action={action} submit="Save" working="Saving…" done="Saved.">
        <Field label="Appearance" htmlFor="appearance" name="appearance">
          <select
            id="appearance"
            name="appearance"
            defaultValue={settings.appearance}
            key={settings.appearance}
            className="input"
          >
            <option value="system">As the system says</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </Field>
        <Field
          label="Time zone"
          hint="Times are shown in UTC, and below it in this zone. The record always uses UTC."
          htmlFor="timeZone"
          name="timeZone"
        >
          <input
            id="timeZone"
            name="timeZone"
            defaultValue={settings.timeZone}
            key={settings.timeZone}
            list="zones"
            required
            className="input"
          />
        </Field>
        {decides && (
          <Field
            label="Away until"
            hint="The last day on which others may decide on access requests in your place. Empty: you are there."
            htmlFor="awayUntil"
            name="awayUntil"
          >
            <input
              id="awayUntil"
              name="awayUntil"
              type="date"
              defaultValue={settings.awayUntil ?? ''}
              key={settings.awayUntil}
              className="input"
            />
          </Field>
        )}
        <datalist id="zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </ActionForm>
    </section>
  );
}
