import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** Holds and retention as storage itself reported them, and when. Nothing here is assumed. */
export function ProtectionPanel({ item }: { item: EvidenceView }) {
  const { protection } = item;
  if (protection === null)
    return (
      <p className="text-ink-2">Unknown: the protection of this item has not been read back from storage.</p>
    );
  return (
    <div className="max-w-[760px]">
      {item.rehearsal && (
        <p className="text-ink-2">
          A rehearsal lies in a container of its own for one day, without a legal hold.
        </p>
      )}
      <div className="mt-4">
        <DefinitionList
          wide
          rows={[
            ['Container', protection.container],
            [
              'Retention policy',
              protection.policyState === 'None' ? 'None' : `${protection.policyState}, time-based`,
            ],
            [
              'Retention period',
              protection.retentionDays === null ? null : `${protection.retentionDays} days`,
            ],
            [
              'Cannot be deleted before',
              protection.retentionUntil === null ? null : <Time key="until" at={protection.retentionUntil} />,
            ],
            [
              'Legal hold',
              protection.legalHoldTags.length === 0 ? 'None' : protection.legalHoldTags.join(', '),
            ],
            [
              'Extensions left',
              protection.extensionsLeft === null ? null : `${protection.extensionsLeft} of 5`,
            ],
            ['Read back from storage', <Time key="read" at={protection.readBackAt} />],
          ]}
        />
      </div>
    </div>
  );
}
