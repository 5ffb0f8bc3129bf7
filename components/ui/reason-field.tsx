import { Field } from './field.tsx';

/** The reason that goes into the record. */
export function ReasonField({ id, label = 'Reason' }: { id: string; label?: string }) {
  return (
    <Field
      label={label}
      hint="At least 10 characters. It is written into the record."
      htmlFor={id}
      name="reason"
    >
      <textarea id={id} name="reason" required minLength={10} maxLength={2000} rows={3} className="input" />
    </Field>
  );
}
