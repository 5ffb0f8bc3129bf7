import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { minuteWords } from '@/lib/custody/minute-words.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

const dayMs = 86_400_000;

/** The five facts one looks for first. What is not known says so. */
export function EvidenceFacts({ item }: { item: EvidenceView }) {
  const { protection, guard } = item;
  return (
    <FactsStrip
      facts={[
        { label: 'Integrity', value: reads(item) },
        {
          label: 'Last verified',
          value: item.verifiedAt === null ? 'Not yet' : minuteWords(item.verifiedAt),
        },
        { label: 'Retention', value: retention(item) },
        {
          label: 'Legal hold',
          value:
            protection === null ? 'Unknown' : (guard?.tags ?? protection.legalHoldTags).join(', ') || 'None',
        },
        { label: 'In the custody of', value: custodian(item) },
      ]}
    />
  );
}

function custodian({ custodian: holder }: EvidenceView): string {
  return holder === null ? 'Unknown' : `${holder.displayName}, since ${minuteWords(holder.since)}`;
}

function reads({ sourceDigests, storedDigests, integrity }: EvidenceView): string {
  if (integrity === 'missing') return 'The stored copy is gone';
  if (integrity === 'replaced') return 'Another blob lies there';
  if (integrity === 'altered') return 'Altered, see above';
  if (integrity === 'mismatch') return 'The two reads differ';
  if (sourceDigests !== null && storedDigests !== null) return '2 of 2 reads equal';
  if (sourceDigests !== null || storedDigests !== null) return '1 of 2 reads done';
  return 'Not read yet';
}

function retention({ protection, guard }: EvidenceView): string {
  if (protection === null) return 'Unknown';
  const { policyState, retentionUntil, retentionDays } = protection;
  if (guard !== null && guard.days === null) return 'None, Azure says';
  if (retentionUntil === null || retentionDays === null) return policyState;
  const longer = (guard?.days ?? retentionDays) - retentionDays; // extended, since it was sealed
  const until = new Date(Date.parse(retentionUntil) + longer * dayMs);
  return `${policyState}, until ${until.toISOString().slice(0, 10)}`;
}
