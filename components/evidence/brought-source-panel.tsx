import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { type BroughtSource, provenanceRows, seenByHoldfast } from '@/lib/custody/brought-source.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';

/** Where an item came from that Holdfast did not take, as who brought it says. */
export function BroughtSourcePanel({ source }: { source: BroughtSource }) {
  return (
    <section>
      <h2 className="font-semibold">Brought in</h2>
      <Notice tone="attention" title={seenByHoldfast} />
      <DefinitionList
        wide
        rows={provenanceRows(source).map(([label, value]) => [
          label,
          value === null ? null : inPlainSight(value),
        ])}
      />
    </section>
  );
}
