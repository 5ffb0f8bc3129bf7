import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { inventoryFindings } from '../../custody/inventory.ts';
import type { Procedure } from '../procedure.ts';
import { inventoryEvent } from './inventory-event.ts';
import { visibleInventory } from './visible-inventory.ts';

export const countItemInput = z.strictObject({
  inventoryId: z.uuid(),
  evidenceId: z.uuid(),
  finding: z.enum(inventoryFindings, 'Say what you found.'),
  condition: z
    .string()
    .trim()
    .min(3, 'Say in what condition it is, or where you looked.')
    .max(500, 'Keep it under 500 characters.'),
});

/** Records what one person found of one expected item. A later count of it replaces this one, and unsigns the counts. */
export const countItem: Procedure<z.infer<typeof countItemInput>, { readonly countId: string }> = {
  name: 'count-item',
  permission: 'inventory.count',
  input: countItemInput,
  records: ['inventory.counted'],
  async run({ register }, actor, { inventoryId, evidenceId, finding, condition }) {
    return await register.record(actor, ['inventory.counted'], async (desk) => {
      const { inventory } = await visibleInventory(desk, actor, inventoryId);
      const item = inventory.items.find((one) => one.evidenceId === evidenceId);
      if (item === undefined)
        throw new CustodyError('conflict', `${inventory.number} does not expect this item.`);
      const { countId } = await desk.countItem({
        inventoryId,
        evidenceId,
        finding,
        condition,
        counter: actor,
      });
      const detail = { countId, exhibitNumber: item.exhibitNumber, finding, condition };
      return {
        events: [inventoryEvent('inventory.counted', inventory, detail, { evidenceId })],
        result: { countId },
      };
    });
  },
};
