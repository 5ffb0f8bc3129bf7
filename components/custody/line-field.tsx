import { Field } from '@/components/ui/field.tsx';

/** One line of text that goes into the record. */
export function LineField({
  id,
  name,
  label,
  hint,
}: {
  id: string;
  name: string;
  label: string;
  hint: string;
}) {
  return (
    <Field label={label} hint={hint} htmlFor={id} name={name}>
      <input id={id} name={name} required minLength={3} maxLength={500} className="input" />
    </Field>
  );
}
