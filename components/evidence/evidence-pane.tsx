import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { SidePane } from '@/components/ui/side-pane.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { sourceNames } from '@/lib/custody/evidence-source.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';
import { AlteredNotice } from './altered-notice.tsx';
import { DigestPanel } from './digest-panel.tsx';
import { integrityStatus } from './integrity-status.ts';
import { PresenceNotice } from './presence-notice.tsx';

/** One item beside the list: what one looks up most, and the way to the whole page. */
export function EvidencePane({ item, closeHref }: { item: EvidenceView; closeHref: string }) {
  const { source, protection, acquisition } = item;
  const names = sourceNames(source);
  return (
    <SidePane
      title={item.exhibitNumber}
      status={
        <>
          <StatusPill status={integrityStatus(item.integrity)} />
          {item.rehearsal && <StatusPill status="rehearsal" />}
        </>
      }
      subtitle={item.description}
      open={{ href: `/evidence/${item.id}`, words: 'Open the item' }}
      closeHref={closeHref}
    >
      <PresenceNotice presence={item.presence} />
      <AlteredNotice altered={item.altered} />
      <DigestPanel item={item} />
      <DefinitionList
        rows={[
          ['Incident', <IncidentLink key="incident" item={item} />],
          ['disk' in source ? 'Machine' : 'Device', names.machine],
          ['disk' in source ? 'Disk' : 'What', names.part],
          ['Size', item.sizeBytes === null ? null : `${byteWords(item.sizeBytes)} (${item.sizeBytes} bytes)`],
          ['Retention', retentionWords(item)],
          ['Legal hold', protection === null ? 'Unknown' : protection.legalHoldTags.join(', ') || 'None'],
          ['Asked by', acquisition?.requesterName ?? null],
          ['Reason', acquisition?.reason ?? null],
        ]}
      />
    </SidePane>
  );
}

function IncidentLink({ item }: { item: EvidenceView }) {
  return (
    <Link className="underline" href={`/incidents/${item.incident.id}`}>
      {item.incident.number}, <PlainText text={item.incident.title} />
    </Link>
  );
}

function retentionWords({ protection }: EvidenceView): string {
  if (protection === null) return 'Unknown';
  const until = protection.retentionUntil === null ? '' : `, until ${protection.retentionUntil.slice(0, 10)}`;
  return `${protection.policyState}${until}`;
}
