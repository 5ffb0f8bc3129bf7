import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { CorrectionView } from '@/lib/queries/corrections.ts';

/** What later records say is wrong in this one. The record itself stays as it was written. */
export function Corrections({ corrections }: { corrections: readonly CorrectionView[] }) {
  if (corrections.length === 0) return null;
  return (
    <ul className="mt-1 grid gap-1 border-l-2 border-attention pl-2 text-[13px]">
      {corrections.map((one) => (
        <li key={one.eventId} className="break-words">
          <span className="font-medium">Corrected</span> {one.field}:{' '}
          {one.recorded === null ? 'nothing recorded' : <del>{one.recorded}</del>} <ins>{one.corrected}</ins>,
          by {one.by} <Time at={one.at} inline />: <PlainText text={one.reason} />
        </li>
      ))}
    </ul>
  );
}
