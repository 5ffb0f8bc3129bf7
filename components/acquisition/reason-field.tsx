import { Field } from '@/components/ui/field.tsx';

/** Why the evidence is taken, in the person's own words. */
export function ReasonField({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <Field
      label="Reason"
      hint="Goes into the record as you write it. At least 10 characters."
      error={error}
      htmlFor="reason"
    >
      <textarea
        id="reason"
        name="reason"
        required
        minLength={10}
        maxLength={2000}
        rows={3}
        value={value}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.target.value)}
        className="input"
      />
    </Field>
  );
}
