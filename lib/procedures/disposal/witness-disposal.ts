import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { disposalStepUp, witnessStatement } from '../../custody/disposal.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DisposableItem, DisposalRecord } from '../../ports/disposal-desk.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireFreshSignIn } from '../fresh-sign-in.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { disposalEvent } from './disposal-event.ts';
import { requireDisposable } from './require-disposable.ts';

export const witnessDisposalInput = z.strictObject({
  disposalId: z.uuid(),
  /** Typed by hand, so that nobody witnesses another item than they think. */
  exhibitNumber: z.string().trim().max(40),
});

/**
 * Witnesses an approved disposal. The witness stands outside the item's chain: neither proposed nor approved it, nor ever
 * had it in custody, and has just signed in. Only now is the deletion put in the queue.
 */
export const witnessDisposal: Procedure<z.infer<typeof witnessDisposalInput>, { readonly number: string }> = {
  name: 'witness-disposal',
  permission: 'disposal.witness',
  input: witnessDisposalInput,
  records: ['evidence.disposal-witnessed'],
  async run(context, actor, { disposalId, exhibitNumber }) {
    const seen = await visibleDisposal(context.register.look, actor, disposalId);
    const attempt = { attempt: seen.number, about: `evidence:${seen.evidenceId}` };
    const witness = await asTheTenantSays(context, actor, attempt);
    return await context.register.record(witness, ['evidence.disposal-witnessed'], async (desk) => {
      const disposal = await visibleDisposal(desk, witness, disposalId);
      await desk.lockIncident(disposal.incidentId);
      requireOutside(disposal, await desk.disposable(disposal.evidenceId, disposal.id), witness);
      requireFreshSignIn(witness, disposalStepUp, attempt);
      const item = await requireDisposable(desk, disposal.evidenceId, disposal.id);
      if (exhibitNumber.toUpperCase() !== item.facts.exhibitNumber.toUpperCase()) throw otherItem(item);
      if (!(await desk.witnessDisposal(disposalId, witness)))
        throw new CustodyError('conflict', `${disposal.number} does not wait for a witness any more.`);
      const statement = witnessStatement({ exhibitNumber: item.facts.exhibitNumber, sha256: item.sha256 });
      const { number } = disposal;
      const detail = { disposalId, number, exhibitNumber: item.facts.exhibitNumber, statement };
      return {
        events: [disposalEvent('evidence.disposal-witnessed', disposal, null, detail)],
        result: { number },
      };
    });
  },
};

async function visibleDisposal(
  look: RegisterLook,
  actor: PersonActor,
  disposalId: string,
): Promise<DisposalRecord> {
  const disposal = await look.disposal(disposalId);
  if (disposal === null)
    throw new CustodyError('not-found', 'There is no such disposal, or you may not see it.');
  await visibleIncident(look, actor, disposal.incidentId);
  return disposal;
}

/** Throws `forbidden` for everybody who had a part in the item or in deciding about it. */
function requireOutside(
  { parties, number, evidenceId }: DisposalRecord,
  item: DisposableItem | null,
  witness: PersonActor,
): void {
  const chain = [
    parties.proposer.objectId,
    ...parties.approvers.map(({ objectId }) => objectId),
    ...(item?.custodians ?? []),
  ];
  if (chain.includes(witness.objectId))
    throw new CustodyError('forbidden', 'A witness has no part in the item, nor in deciding about it.', {
      detail: { attempt: number, about: `evidence:${evidenceId}` },
    });
}

function otherItem({ facts }: DisposableItem): CustodyError {
  const message = `Type the number of the item, ${facts.exhibitNumber}.`;
  return new CustodyError('invalid-input', message, { detail: { exhibitNumber: message } });
}
