import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';
import { AlteredNotice } from './altered-notice.tsx';
import { DigestPanel } from './digest-panel.tsx';
import { integrityStatus } from './integrity-status.ts';

/** One item beside the list: what one looks up most, and the way to the whole page. */
export function EvidencePane({ item, closeHref }: { item: EvidenceView; closeHref: string }) {
  const { source, protection, acquisition } = item;
  return (
    <aside
      aria-labelledby="pane"
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-5 border-hairline pt-3 lg:sticky lg:top-4 lg:border-l lg:pl-8"
    >
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <h2 id="pane" className="text-[17px] font-semibold">
            {item.exhibitNumber}
          </h2>
          <StatusPill status={integrityStatus(item.integrity)} />
          {item.rehearsal && <StatusPill status="rehearsal" />}
        </div>
        <p className="mt-1 text-[13px] break-words text-ink-2">{item.description}</p>
        <p className="mt-2 flex gap-4 text-[13px]">
          <Link className="underline" href={`/evidence/${item.id}`}>
            Open the item
          </Link>
          <Link className="underline" href={closeHref} scroll={false}>
            Close
          </Link>
        </p>
      </div>
      <AlteredNotice altered={item.altered} />
      <DigestPanel item={item} />
      <DefinitionList
        rows={[
          ['Incident', <IncidentLink key="incident" item={item} />],
          ['Machine', source.machine.name],
          ['Disk', source.disk.name],
          ['Size', item.sizeBytes === null ? null : `${byteWords(item.sizeBytes)} (${item.sizeBytes} bytes)`],
          ['Retention', retentionWords(item)],
          ['Legal hold', protection === null ? 'Unknown' : protection.legalHoldTags.join(', ') || 'None'],
          ['Asked by', acquisition?.requesterName ?? null],
          ['Reason', acquisition?.reason ?? null],
        ]}
      />
    </aside>
  );
}

function IncidentLink({ item }: { item: EvidenceView }) {
  return (
    <Link className="underline" href={`/incidents/${item.incident.id}`}>
      {item.incident.number}, {item.incident.title}
    </Link>
  );
}

function retentionWords({ protection }: EvidenceView): string {
  if (protection === null) return 'Unknown';
  const until = protection.retentionUntil === null ? '' : `, until ${protection.retentionUntil.slice(0, 10)}`;
  return `${protection.policyState}${until}`;
}
