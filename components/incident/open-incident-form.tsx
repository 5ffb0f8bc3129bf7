import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ReasonField } from './reason-field.tsx';

export function OpenIncidentForm({
  action,
}: {
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <div className="mt-6">
      <ActionForm
        action={action}
        submit="Open the incident"
        working="Opening…"
        done="Opened."
        primary
        goTo="/incidents"
      >
        <Field label="Title" htmlFor="title">
          <input id="title" name="title" required minLength={3} maxLength={200} className="input" />
        </Field>
        <Field label="Severity" htmlFor="severity">
          <select id="severity" name="severity" className="input" defaultValue="medium">
            <option value="informational">Informational</option>
            <option value="low">Low</option>
            <option value="medium">Medium</option>
            <option value="high">High</option>
          </select>
        </Field>
        <ReasonField id="reason" />
      </ActionForm>
    </div>
  );
}
