import { LineField } from '@/components/custody/line-field.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ReceiptField } from './receipt-field.tsx';

/** The signed receipt of somebody outside, with the digest of their key as they told it. */
export function ReceiptForm({
  of,
  id,
  accept,
}: {
  of: string;
  id: string;
  accept: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <div className="mt-3">
      <ActionForm action={accept} submit="Record the receipt" working="Checking…" done="Recorded.">
        <input type="hidden" name="of" value={of} />
        <input type="hidden" name="id" value={id} />
        <ReceiptField id="receipt" required />
        <LineField
          id="receipt-key"
          name="keySha256"
          label="Digest of their key"
          hint="As the recipient told you by another way than the receipt. It is recorded that you say so."
        />
      </ActionForm>
    </div>
  );
}
