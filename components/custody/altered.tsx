import type { EventTrouble } from '@/lib/queries/event-holds.ts';

/** Said of an event that is not what the ledger committed to, or whose place in the signed tree is broken. */
export function Altered({ trouble }: { trouble: EventTrouble | null }) {
  if (trouble === null) return null;
  return (
    <p className="text-[13px] font-medium text-bad">
      <span aria-hidden="true">× </span>
      {words(trouble)}
    </p>
  );
}

function words(trouble: EventTrouble): string {
  switch (trouble) {
    case 'changed':
      return 'Altered: the ledger has no entry that matches this record. It was changed after it was written, or put in past Holdfast.';
    case 'path':
      return 'Not proven: this record matches its entry, but the entry no longer leads to the signed root. It or a neighbour in the ledger was changed.';
  }
}
