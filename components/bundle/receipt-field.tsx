import { Field } from '@/components/ui/field.tsx';

/** Where a receipt is pasted, whole. */
export function ReceiptField({ id, required }: { id: string; required: boolean }) {
  return (
    <Field
      label={required ? 'Receipt' : 'Receipt for the bundle, if you were given one'}
      htmlFor={id}
      name="receipt"
      hint="The whole text that /verify or holdfast receipt made, with its signature."
    >
      <textarea
        id={id}
        name="receipt"
        rows={5}
        required={required}
        spellCheck={false}
        className="rounded-md border border-hairline bg-panel px-3 py-2 font-mono text-[12px]"
      />
    </Field>
  );
}
