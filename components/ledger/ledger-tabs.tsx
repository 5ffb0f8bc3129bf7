import { TabsNav } from '@/components/ui/tabs-nav.tsx';

/** The ways of looking at the ledger; `verifies`: whether the viewer may have it verified. */
export function LedgerTabs({
  current,
  verifies,
}: {
  current: 'entries' | 'checkpoints' | 'compare' | 'verifications';
  verifies: boolean;
}) {
  return (
    <TabsNav
      label="Ledger"
      current={current}
      tabs={[
        { id: 'entries', label: 'Entries', href: '/ledger' },
        { id: 'checkpoints', label: 'Checkpoints and anchors', href: '/ledger/checkpoints' },
        { id: 'compare', label: 'Compare a kept note', href: '/ledger/compare' },
        ...(verifies ? [{ id: 'verifications', label: 'Verifications', href: '/ledger/verifications' }] : []),
      ]}
    />
  );
}
