import { InventorySheet } from '@/components/inventory/inventory-sheet.tsx';
import { PastInventories } from '@/components/inventory/past-inventories.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { getInventory } from '@/lib/queries/get-inventory.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import {
  abandonInventoryAction,
  countItemAction,
  signInventoryAction,
  startInventoryAction,
} from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string }>;
}

export const metadata = { title: 'Joint inventory' };

export default async function InventoryPage({ params }: Props) {
  const [viewer, { incidentId }] = await Promise.all([requireViewer(), params]);
  const { incident, expected, open, past, may } = await shown(getInventory(viewer, incidentId));
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: `/incidents/${incident.id}?tab=evidence` },
          { label: 'Joint inventory' },
        ]}
        title="Joint inventory"
        subtitle={`${incident.number}, ${incident.title}`}
      />
      {open === null ? (
        <EmptyState title={expected === 0 ? 'No sealed evidence to count' : 'No inventory is under way'}>
          What is recorded is counted against what is there, item by item, and two people sign the same
          counts.
        </EmptyState>
      ) : (
        <InventorySheet
          inventory={open}
          mayCount={may.count}
          acts={{ count: countItemAction, sign: signInventoryAction, abandon: abandonInventoryAction }}
        />
      )}
      {may.start && (
        <div className="mt-6">
          <ActionForm
            action={startInventoryAction}
            submit={`Begin an inventory of ${expected === 1 ? '1 item' : `${expected} items`}`}
            working="Beginning…"
            done="Begun."
            primary
          >
            <input type="hidden" name="incidentId" value={incident.id} />
            <ReasonField id="inventory-reason" />
          </ActionForm>
        </div>
      )}
      <PastInventories inventories={past} />
    </>
  );
}
