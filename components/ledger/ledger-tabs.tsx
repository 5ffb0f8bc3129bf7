import { TabsNav } from '@/components/ui/tabs-nav.tsx';

/** The three ways of looking at the ledger. */
export function LedgerTabs({ current }: { current: 'entries' | 'checkpoints' | 'compare' }) {
  return (
    <TabsNav
      label="Ledger"
      current={current}
      tabs={[
        { id: 'entries', label: 'Entries', href: '/ledger' },
        { id: 'checkpoints', label: 'Checkpoints and anchors', href: '/ledger/checkpoints' },
        { id: 'compare', label: 'Compare a kept note', href: '/ledger/compare' },
      ]}
    />
  );
}
