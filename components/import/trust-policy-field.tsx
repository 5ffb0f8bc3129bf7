import { Field } from '@/components/ui/field.tsx';

/** Whom who brings a bundle trusts: the keys of the other log and its witnesses, which no bundle can vouch for itself. */
export function TrustPolicyField({ value, onChange }: { value: string; onChange: (to: string) => void }) {
  return (
    <Field
      label="Trust policy"
      hint="C2SP tlog-policy: log, witness, group and quorum lines, as you got them from the other side by a way of their own and not out of the bundle. It is kept with the record."
      htmlFor="trust-policy"
      name="trustPolicy"
    >
      <textarea
        id="trust-policy"
        required
        maxLength={20000}
        rows={6}
        spellCheck={false}
        className="input font-mono text-[13px]"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  );
}
