import { Button } from './button.tsx';

/**
 * Finds rows of a list by what they are called: a plain form, so that it works without a script and its address can be
 * sent to somebody else. Without `action` it asks the page it stands on.
 */
export function NameFilter({
  field,
  value,
  label,
  placeholder,
  action,
}: {
  field: string; // of the address
  value: string | undefined; // asked for now
  label: string;
  placeholder: string;
  action?: string;
}) {
  return (
    <search className="no-print mt-5 mb-3 block max-w-[480px]">
      <form action={action} className="flex gap-2">
        <input
          type="search"
          name={field}
          defaultValue={value ?? ''}
          maxLength={200}
          aria-label={label}
          placeholder={placeholder}
          className="input min-w-0 flex-1"
        />
        <Button type="submit">Show</Button>
      </form>
    </search>
  );
}
