import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { findingWords, inventoryFindings } from '@/lib/custody/inventory.ts';
import type { CountedItem } from '@/lib/queries/get-inventory.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** What one found of an item, in its own dialog. */
export function CountForm({
  inventoryId,
  item,
  count,
}: {
  inventoryId: string;
  item: CountedItem;
  count: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const { evidenceId, exhibitNumber } = item;
  return (
    <Dialog
      trigger={<Button>{item.count === null ? 'Count…' : 'Count anew…'}</Button>}
      title={`${exhibitNumber}: what did you find?`}
    >
      <ActionForm action={count} submit="Record the count" working="Recording…" done="Recorded." primary>
        <input type="hidden" name="inventoryId" value={inventoryId} />
        <input type="hidden" name="evidenceId" value={evidenceId} />
        <Field label="Found" htmlFor={`finding-${evidenceId}`} name="finding">
          <select id={`finding-${evidenceId}`} name="finding" required defaultValue="" className="input">
            <option value="" disabled>
              Choose
            </option>
            {inventoryFindings.map((finding) => (
              <option key={finding} value={finding}>
                {findingWords(finding)}
              </option>
            ))}
          </select>
        </Field>
        <Field
          label="Condition"
          hint="What you looked at, and in what condition it is."
          htmlFor={`condition-${evidenceId}`}
          name="condition"
        >
          <textarea
            id={`condition-${evidenceId}`}
            name="condition"
            required
            minLength={3}
            maxLength={500}
            rows={2}
            className="input"
          />
        </Field>
      </ActionForm>
    </Dialog>
  );
}
