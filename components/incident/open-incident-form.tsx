import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

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
        <Field label="Title" htmlFor="title" name="title">
          <input id="title" name="title" required minLength={3} maxLength={200} className="input" />
        </Field>
        <Field label="Severity" htmlFor="severity" name="severity">
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
