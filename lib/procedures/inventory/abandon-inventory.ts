import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { inventoryEvent } from './inventory-event.ts';
import { visibleInventory } from './visible-inventory.ts';

export const abandonInventoryInput = z.strictObject({ inventoryId: z.uuid(), reason: reasonSchema });

/** Ends an inventory without a result. What was counted stays recorded. */
export const abandonInventory: Procedure<
  z.infer<typeof abandonInventoryInput>,
  { readonly inventoryId: string }
> = {
  name: 'abandon-inventory',
  permission: 'inventory.count',
  input: abandonInventoryInput,
  records: ['inventory.abandoned'],
  async run({ register }, actor, { inventoryId, reason }) {
    return await register.record(actor, ['inventory.abandoned'], async (desk) => {
      const { inventory } = await visibleInventory(desk, actor, inventoryId);
      if (!(await desk.abandonInventory(inventoryId)))
        throw new CustodyError('conflict', `${inventory.number} is over already.`);
      return {
        events: [inventoryEvent('inventory.abandoned', inventory, { reason }, { reason })],
        result: { inventoryId },
      };
    });
  },
};
