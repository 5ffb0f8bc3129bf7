import { findingWords, type InventoryFinding } from '@/lib/custody/inventory.ts';

/** A finding with its mark: never colour alone. */
export function FindingMark({ finding }: { finding: InventoryFinding }) {
  const asRecorded = finding === 'as-recorded';
  return (
    <span className={asRecorded ? 'text-good' : 'font-medium text-bad'}>
      <span aria-hidden="true">{asRecorded ? '✓ ' : '× '}</span>
      {findingWords(finding)}
    </span>
  );
}
