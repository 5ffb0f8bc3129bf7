import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { inPlainSight, linesInPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ReportPreview } from '@/lib/queries/get-report-preview.ts';

type Section = ReportPreview['sections'][number];

/** The sections of a report as it would be drawn now, closed until they are asked for. */
export function PreviewSections({ sections }: { sections: readonly Section[] }) {
  return (
    <div className="mt-3 border-t border-hairline">
      {sections.map((section) => (
        <details key={section.heading} className="border-b border-hairline py-3">
          <summary className="cursor-pointer font-medium">{section.heading}</summary>
          <div className="mt-3 grid gap-3 text-[13px]">
            {section.blocks.map((block, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one preview never move
              <Block key={index} block={block} />
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

function Block({ block }: { block: Section['blocks'][number] }) {
  switch (block.kind) {
    case 'heading':
      return <h3 className="font-semibold">{linesInPlainSight(block.text)}</h3>;
    case 'text':
      return (
        <p className="max-w-[78ch]">
          <PlainText text={block.text} lines />
        </p>
      );
    case 'fields':
      return <DefinitionList wide rows={block.rows.map(([label, value]) => [label, value] as const)} />;
    case 'list':
      return (
        <ul className="grid gap-1.5 [overflow-wrap:anywhere]">
          {(block.items.length === 0 ? [block.none] : block.items).map((item) => (
            <li key={item}>
              <PlainText text={item} lines />
            </li>
          ))}
        </ul>
      );
    case 'exact':
      return <pre className="overflow-x-auto font-mono text-[12px]">{linesInPlainSight(block.text)}</pre>;
    case 'event':
      return <p>{inPlainSight(block.event.title)}</p>;
  }
}
