/** A severity in words; only a high one is coloured. */
export function Severity({ value }: { value: string }) {
  return (
    <span className={value === 'high' ? 'font-medium text-bad' : 'text-ink-2'}>{severityWord(value)}</span>
  );
}

/** A severity as its source names it, with a capital. */
export function severityWord(value: string): string {
  return value.slice(0, 1).toUpperCase() + value.slice(1);
}
