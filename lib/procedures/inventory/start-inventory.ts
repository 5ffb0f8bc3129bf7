import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { inventoryEvent } from './inventory-event.ts';

export const startInventoryInput = z.strictObject({ incidentId: z.uuid(), reason: reasonSchema });

/** Begins a joint inventory of an incident's sealed items: what is expected is fixed now. */
export const startInventory: Procedure<
  z.infer<typeof startInventoryInput>,
  { readonly inventoryId: string; readonly number: string }
> = {
  name: 'start-inventory',
  permission: 'inventory.count',
  input: startInventoryInput,
  records: ['inventory.started'],
  async run({ register }, actor, { incidentId, reason }) {
    return await register.record(actor, ['inventory.started'], async (desk) => {
      const incident = await visibleIncident(desk, actor, incidentId);
      const open = await desk.openInventory(incident.id);
      if (open !== null)
        throw new CustodyError('conflict', `${open.number} is under way. End that one first.`);
      const items = await desk.sealedItems(incident.id, null);
      if (items.length === 0)
        throw new CustodyError('conflict', 'This incident has no sealed evidence that could be counted.');
      const evidenceIds = items.map(({ evidenceId }) => evidenceId);
      const { id, number } = await desk.startInventory({ incidentId, reason, starter: actor, evidenceIds });
      const expected = items.map(({ evidenceId, exhibitNumber }) => ({ evidenceId, exhibitNumber }));
      const about = { id, number, incidentId: incident.id };
      return {
        events: [inventoryEvent('inventory.started', about, { expected, reason }, { reason })],
        result: { inventoryId: id, number },
      };
    });
  },
};
