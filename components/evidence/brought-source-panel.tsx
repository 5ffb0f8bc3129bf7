import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { type BroughtSource, provenanceRows } from '@/lib/custody/brought-source.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';

/** Where an item came from that Holdfast did not take, as who brought it says. */
export function BroughtSourcePanel({ source }: { source: BroughtSource }) {
  return (
    <section>
      <h2 className="font-semibold">Brought in</h2>
      <Notice tone="attention" title="Holdfast itself saw nothing before the moment of receipt.">
        All that is said of the time before is the statement of who brought it.
      </Notice>
      <DefinitionList
        wide
        rows={provenanceRows(source).map(([label, value]) => [
          label,
          value === null ? null : <Lines key={label} text={value} />,
        ])}
      />
    </section>
  );
}

/** A trust policy has a line for each key; everything else has one line. */
function Lines({ text }: { text: string }) {
  const lines = text.trimEnd().split('\n').map(inPlainSight);
  if (lines.length === 1) return lines[0];
  return <pre className="font-mono text-[12px] whitespace-pre-wrap break-all">{lines.join('\n')}</pre>;
}
