import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { handoverHours } from '../../custody/handover.ts';
import type { NamedPerson } from '../../custody/named-person.ts';
import { mayDo, permissions } from '../../custody/permission.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { IncidentRecord } from '../../ports/custody-register.ts';
import { askTenant, asTheTenantSays } from '../as-the-tenant-says.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { handoverEvent } from './handover-event.ts';
import { handoverNote } from './handover-note.ts';
import { visibleItem } from './visible-item.ts';

const told = (what: string) =>
  z.string().trim().min(3, `Say ${what}.`).max(500, 'Keep it under 500 characters.');

export const offerCustodyInput = z.strictObject({
  evidenceId: z.uuid(),
  toObjectId: z.string().min(1, 'Choose who is to have custody.').max(100),
  purpose: reasonSchema,
  condition: told('in what condition the item is'),
  location: told('where the hand-over takes place'),
  hours: z.coerce
    .number('Give whole hours.')
    .int('Give whole hours.')
    .min(1, 'Give at least one hour.')
    .max(handoverHours.longest, `An offer waits for ${handoverHours.longest} hours at most.`),
});
type OfferCustodyInput = z.infer<typeof offerCustodyInput>;

/**
 * Offers custody of a sealed item to somebody else: the first of the two acts of a hand-over. Who has custody offers;
 * a lead does in their place once the tenant says that they cannot act any more.
 */
export const offerCustody: Procedure<OfferCustodyInput, { readonly number: string }> = {
  name: 'offer-custody',
  permission: 'custody.hand-over',
  input: offerCustodyInput,
  records: ['custody.handover-offered'],
  async run(context, actor, input) {
    const { item, incident } = await visibleItem(context.register.look, actor, input.evidenceId);
    requireEvidence(item);
    const offerer = await asTheTenantSays(context, actor, { attempt: item.exhibitNumber });
    const from = await custodianNow(context, item);
    const inPlace = await standsIn(context, offerer, from, item);
    const to = await recipientNow(context, input.toObjectId, { incident, from, offerer });
    return await context.register.record(offerer, ['custody.handover-offered'], async (desk) => {
      const waiting = await desk.waitingHandover(item.evidenceId);
      if (waiting !== null)
        throw new CustodyError(
          'conflict',
          `${waiting.number} offers this item already. It must end first, by an answer or by its withdrawal.`,
        );
      const { evidenceId, incidentId } = item;
      const { purpose, condition, location, hours } = input;
      const offer = { evidenceId, incidentId, from, to, offerer, purpose, condition, location, hours };
      const { id, number, expiresAt } = await desk.offerCustody(offer);
      const about = { ...offer, id, number };
      const title = `${number}: ${offerer.displayName} offers you custody of ${item.exhibitNumber}`;
      await desk.notify(handoverNote(about, to.objectId, 'warning', title));
      const detail = { purpose, condition, location, expiresAt, inPlace };
      return {
        events: [handoverEvent('custody.handover-offered', about, detail, purpose)],
        result: { number },
      };
    });
  },
};

function requireEvidence({ rehearsal, exhibitNumber }: SealedItem): void {
  if (!rehearsal) return;
  throw new CustodyError(
    'conflict',
    `${exhibitNumber} is a rehearsal and no evidence: nobody has custody of it.`,
  );
}

async function custodianNow(
  { register }: ProcedureContext,
  { evidenceId, exhibitNumber }: SealedItem,
): Promise<NamedPerson> {
  const custodian = await register.look.custodianOf(evidenceId);
  if (custodian === null)
    throw new CustodyError('conflict', `No record says who has custody of ${exhibitNumber}.`);
  return { objectId: custodian.objectId, displayName: custodian.displayName };
}

/** Whether the person may offer in the custodian's place; throws `forbidden` where they may not offer at all. */
async function standsIn(
  { people }: ProcedureContext,
  offerer: PersonActor,
  custodian: NamedPerson,
  { exhibitNumber }: SealedItem,
): Promise<boolean> {
  if (offerer.objectId === custodian.objectId && mayDo(offerer.roles, 'custody.hand-over')) return false;
  const detail = { attempt: exhibitNumber };
  if (offerer.objectId === custodian.objectId || !offerer.roles.includes('lead'))
    throw new CustodyError(
      'forbidden',
      `Who has custody offers it: ${custodian.displayName}, with one of the roles ${permissions['custody.hand-over'].join(', ')}.`,
      { detail },
    );
  const standing = await askTenant((signal) => people.standing(custodian.objectId, signal));
  if (!standing.enabled || !mayDo(standing.roles, 'custody.hand-over')) return true;
  throw new CustodyError('forbidden', `${custodian.displayName} has custody and can offer it.`, { detail });
}

/** The recipient, if by what the tenant says now they can take custody of an item of this incident. */
async function recipientNow(
  { people, register }: ProcedureContext,
  objectId: string,
  { incident, from, offerer }: { incident: IncidentRecord; from: NamedPerson; offerer: PersonActor },
): Promise<NamedPerson> {
  if (objectId === from.objectId || objectId === offerer.objectId)
    throw wrongRecipient('Custody is handed to somebody else: neither to who has it nor to who offers it.');
  const known = await register.look.knownPerson(objectId);
  if (known === null) throw wrongRecipient('This person has never signed in here.');
  const { enabled, roles } = await askTenant((signal) => people.standing(objectId, signal));
  const may = enabled && mayDo(roles, 'custody.hand-over');
  if (may && maySeeIncident({ kind: 'person', objectId, roles }, incident)) return known;
  throw wrongRecipient(`By what the tenant says, ${known.displayName} cannot take custody in this incident.`);
}

function wrongRecipient(message: string): CustodyError {
  return new CustodyError('invalid-input', message, { detail: { toObjectId: message } });
}
