import { z } from 'zod';
import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import {
  type InventoryRecord,
  type SignatureRefusal,
  signatureRefusalWords,
} from '../../custody/inventory.ts';
import { requirePermission } from '../../custody/permission.ts';
import type { IncidentRecord, RegisterDesk } from '../../ports/custody-register.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import type { Procedure } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { inventoryEvent } from './inventory-event.ts';
import { visibleInventory } from './visible-inventory.ts';

export const signInventoryInput = z.strictObject({
  inventoryId: z.uuid(),
  /** Of the counts that the signer was shown. */
  countsSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

type Facts = readonly [
  CustodyEvent<'inventory.signed' | 'inventory.ended'>,
  ...CustodyEvent<'inventory.signed' | 'inventory.ended'>[],
];

/**
 * Signs the counts of an inventory as they stand, as the tenant knows the signer now. The second signature, by somebody
 * else under the same counts, ends it; discrepancies are told.
 */
export const signInventory: Procedure<
  z.infer<typeof signInventoryInput>,
  { readonly state: 'counting' | 'ended' }
> = {
  name: 'sign-inventory',
  permission: 'inventory.count',
  input: signInventoryInput,
  records: ['inventory.signed', 'inventory.ended'],
  async run(context, actor, { inventoryId, countsSha256 }) {
    const { inventory: before } = await visibleInventory(context.register.look, actor, inventoryId);
    const signer = await asTheTenantSays(context, actor, attemptOf(before));
    requirePermission(signer, 'inventory.count');
    return await context.register.record(signer, ['inventory.signed', 'inventory.ended'], async (desk) => {
      const outcome = await desk.signInventory(inventoryId, signer, countsSha256);
      if (outcome !== 'signed' && outcome !== 'ended') throw notCounted(before, outcome);
      const { inventory, incident } = await visibleInventory(desk, signer, inventoryId); // as it is behind the lock
      const signatures = inventory.signers.length;
      const signed = inventoryEvent('inventory.signed', inventory, { countsSha256, signatures });
      const ended = outcome === 'ended' ? endOf(inventory) : null;
      if (ended !== null && ended.detail.discrepancies.length > 0) await tell(desk, inventory, incident);
      const events: Facts = ended === null ? [signed] : [signed, ended];
      return { events, result: { state: outcome === 'ended' ? 'ended' : 'counting' } };
    });
  },
};

function notCounted(inventory: InventoryRecord, refusal: SignatureRefusal): CustodyError {
  const code: CustodyErrorCode = refusal === 'not-found' ? 'not-found' : 'conflict';
  return new CustodyError(code, signatureRefusalWords(refusal, inventory.number), {
    detail: attemptOf(inventory),
  });
}

function attemptOf({ id, number }: InventoryRecord) {
  return { attempt: number, about: `inventory:${id}` };
}

function endOf(inventory: InventoryRecord): CustodyEvent<'inventory.ended'> {
  const { items, signers, countsSha256 } = inventory;
  const discrepancies = items.flatMap(({ evidenceId, exhibitNumber, count }) =>
    count === null || count.finding === 'as-recorded'
      ? []
      : [{ evidenceId, exhibitNumber, finding: count.finding, condition: count.condition }],
  );
  return inventoryEvent('inventory.ended', inventory, {
    countsSha256,
    signers,
    expected: items.length,
    asRecorded: items.length - discrepancies.length,
    discrepancies,
  });
}

async function tell(
  desk: RegisterDesk,
  { id, number, incidentId }: InventoryRecord,
  incident: IncidentRecord,
): Promise<void> {
  const title = `${number} of ${incident.number}: what was found is not what is recorded`;
  const href = `/incidents/${incidentId}/inventory`;
  const audience = incident.restricted ? incident.memberObjectIds : null;
  await tellWatch(desk, { key: `inventory:${id}`, level: 'error', title, href, incidentId }, audience);
}
