import Link from 'next/link';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { CountedItem, OpenInventory } from '@/lib/queries/get-inventory.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { CountForm } from './count-form.tsx';
import { FindingMark } from './finding-mark.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What is expected and what was found of each item, and the two signatures under it. */
export function InventorySheet({
  inventory,
  mayCount,
  acts,
}: {
  inventory: OpenInventory;
  mayCount: boolean;
  acts: { readonly count: Act; readonly sign: Act; readonly abandon: Act };
}) {
  const { items } = inventory;
  const counted = items.filter(({ count }) => count !== null).length;
  return (
    <section aria-label={inventory.number} className="mt-6">
      <h2 className="font-semibold">
        {inventory.number}: {counted} of {items.length} counted
      </h2>
      <Table
        caption="Expected and found"
        columns={[
          'Expected',
          'SHA-256 as sealed',
          'The store says',
          'Found',
          'Condition',
          'Counted',
          { hidden: 'Count' },
        ]}
      >
        {items.map((item) => (
          <Row
            key={item.evidenceId}
            inventoryId={inventory.id}
            item={item}
            count={mayCount ? acts.count : null}
          />
        ))}
      </Table>
      <Signatures inventory={inventory} sign={mayCount ? acts.sign : null} />
      {mayCount && (
        <div className="no-print mt-5">
          <Dialog
            trigger={<Button variant="danger">Abandon the inventory…</Button>}
            title={`Abandon ${inventory.number}?`}
          >
            <ActionForm
              action={acts.abandon}
              submit="Abandon"
              working="Abandoning…"
              done="Abandoned."
              primary
            >
              <input type="hidden" name="inventoryId" value={inventory.id} />
              <p>It ends without a result. What was counted stays in the record.</p>
              <ReasonField id="abandon-reason" />
            </ActionForm>
          </Dialog>
        </div>
      )}
    </section>
  );
}

function Row({ inventoryId, item, count }: { inventoryId: string; item: CountedItem; count: Act | null }) {
  return (
    <tr>
      <td className="min-w-[180px]">
        <Link className="font-medium whitespace-nowrap" href={`/evidence/${item.evidenceId}`}>
          {item.exhibitNumber}
        </Link>
        <span className="block text-[13px] break-words text-ink-2">{item.description}</span>
      </td>
      <td className="font-mono text-[13px]">
        {item.sha256 === null ? 'Unknown' : `${item.sha256.slice(0, 16)}…`}
      </td>
      <td>{storeWords(item.store)}</td>
      <td className="whitespace-nowrap">
        {item.count === null ? '–' : <FindingMark finding={item.count.finding} />}
      </td>
      <td className="max-w-[280px] break-words">{item.count?.condition ?? '–'}</td>
      <td>
        {item.count === null ? (
          '–'
        ) : (
          <>
            {item.count.by.displayName} <Time at={item.count.at} />
          </>
        )}
      </td>
      <td className="no-print">
        {count !== null && <CountForm inventoryId={inventoryId} item={item} count={count} />}
      </td>
    </tr>
  );
}

function storeWords(store: CountedItem['store']): string {
  switch (store) {
    case 'stored':
      return 'The copy is there';
    case 'missing':
      return 'The copy is gone';
    case 'other':
      return 'Another blob lies there';
    case null:
      return 'Unknown';
  }
}

function Signatures({ inventory, sign }: { inventory: OpenInventory; sign: Act | null }) {
  const { signers, complete, signedByMe, countsSha256 } = inventory;
  return (
    <div className="mt-5">
      <h3 className="font-semibold">Signatures under these counts</h3>
      <p className="mt-1">
        {signers.length === 0
          ? 'None yet. Two different people sign; a new count takes every signature off.'
          : `1 of 2: ${signers.map(({ displayName }) => displayName).join(' and ')}. The other one is somebody else’s.`}
      </p>
      {sign !== null && complete && !signedByMe && (
        <div className="no-print mt-3">
          <ActionForm action={sign} submit="Sign these counts" working="Signing…" done="Signed." primary>
            <input type="hidden" name="inventoryId" value={inventory.id} />
            <input type="hidden" name="countsSha256" value={countsSha256} />
          </ActionForm>
        </div>
      )}
      {!complete && <Notice tone="attention" title="Every item is counted before anybody signs." />}
    </div>
  );
}
