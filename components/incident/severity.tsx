/** A severity in words; only a high one is coloured. */
export function Severity({ value }: { value: string }) {
  const word = value.slice(0, 1).toUpperCase() + value.slice(1);
  return <span className={value === 'high' ? 'font-medium text-bad' : 'text-ink-2'}>{word}</span>;
}
