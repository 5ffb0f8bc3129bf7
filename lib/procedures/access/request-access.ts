import { z } from 'zod';
import { accessModes, type FrozenPolicy, frozenPolicy, modeWords } from '../../custody/access-policy.ts';
import { isParty, type Parties } from '../../custody/access-request.ts';
import { isAddressRange } from '../../custody/address-range.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { isInForce, type LegalAuthority, legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { AskedItem } from '../../ports/access-desk.ts';
import type { IncidentRecord, RegisterDesk } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { accessEvents } from './access-event.ts';
import { approversNow, partiesOf } from './approvers-now.ts';
import { requestNote } from './request-note.ts';

const mostItems = 200;

export const requestAccessInput = z.strictObject({
  incidentId: z.uuid(),
  /** Null: every sealed item of the incident, as of now; of those that can be handed over so. */
  evidenceIds: z.array(z.uuid()).min(1).max(mostItems).nullable().default(null),
  purpose: reasonSchema,
  authority: legalAuthoritySchema,
  mode: z.enum(accessModes),
  addressRange: z
    .string()
    .trim()
    .refine(
      isAddressRange,
      'Give one address or a range such as 10.20.0.0/16, not wider than /8 (IPv6: /16).',
    ),
  hours: z.coerce.number('Give whole hours.').int('Give whole hours.').min(1, 'Give at least one hour.'),
});

type RequestAccessInput = z.infer<typeof requestAccessInput>;

/** Asks others for access to one item, or to an incident's items. The list and the policy are frozen into the request. */
export const requestAccess: Procedure<RequestAccessInput, { readonly id: string; readonly number: string }> =
  {
    name: 'request-access',
    permission: 'access.request',
    input: requestAccessInput,
    records: ['access.requested'],
    async run(context, actor, input) {
      const incident = await visibleIncident(context.register.look, actor, input.incidentId);
      requireInForce(context, input.authority);
      const policy = frozenPolicy(await context.register.look.accessPolicy(), input.mode);
      requireShortEnough(policy, input.hours);
      const items = await askedItems(context, input);
      const parties = partiesOf({ requester: actor, items });
      const approvers = await approversToTell(context, policy, parties, incident);
      return await context.register.record(actor, ['access.requested'], async (desk) => {
        const { purpose, authority, mode, addressRange, hours } = input;
        const asked = { purpose, authority, mode, addressRange, hours, policy };
        const { id, number, expiresAt } = await desk.openAccessRequest({
          ...asked,
          requester: actor,
          incidentId: incident.id,
          evidenceIds: items.map(({ evidenceId }) => evidenceId),
        });
        const title = `${number}: ${actor.displayName} asks for ${modeWords(mode).toLowerCase()}; it waits for your decision`;
        const told = approvers ?? (await lastKnownApprovers(desk, policy, parties, incident));
        for (const objectId of told) await desk.notify(requestNote(id, objectId, 'warning', title));
        const of = { kind: 'request', id } as const;
        const href = `/requests/${id}`;
        await desk.tellWaiting({ of, number, title, href, incidentId: incident.id, people: told });
        const detail = {
          requestId: id,
          number,
          ...{ mode, addressRange, hours, policy, expiresAt },
          exhibits: items.map(({ exhibitNumber }) => exhibitNumber),
        };
        return {
          events: accessEvents('access.requested', { id, incidentId: incident.id, items }, detail, {
            reason: purpose,
            authority,
          }),
          result: { id, number },
        };
      });
    },
  };

function requireInForce({ clock }: ProcedureContext, authority: LegalAuthority): void {
  const today = clock.now().toISOString().slice(0, 10);
  if (!isInForce(authority, today))
    throw new CustodyError(
      'invalid-input',
      `The legal authority ${authority.number} is not in force today (${today} UTC).`,
      { detail: { 'authority.validUntil': 'Not in force today.' } },
    );
}

function requireShortEnough({ longestHours, version }: FrozenPolicy, hours: number): void {
  if (hours <= longestHours) return;
  const message = `Policy version ${version} gives this access for ${longestHours} hours at most.`;
  throw new CustodyError('invalid-input', message, { detail: { hours: message } });
}

async function askedItems(
  { register }: ProcedureContext,
  { incidentId, evidenceIds, mode }: RequestAccessInput,
): Promise<readonly AskedItem[]> {
  const wanted = evidenceIds === null ? null : [...new Set(evidenceIds.map((id) => id.toLowerCase()))];
  const found = await register.look.sealedItems(incidentId, wanted);
  if (wanted !== null && found.length < wanted.length)
    throw new CustodyError('not-found', 'An item is not there, or is not sealed evidence of this incident.');
  if (found.length === 0)
    throw new CustodyError('conflict', 'This incident has no sealed evidence to ask for.');
  const items = mode === 'disk' ? disksOf(found, wanted !== null) : found;
  if (items.length > mostItems)
    throw new CustodyError('conflict', `Ask for at most ${mostItems} items at once.`);
  return items;
}

/** A disk can be made of a disk alone. Of a whole incident its disks are meant; of named items each must be one. */
function disksOf(found: readonly AskedItem[], each: boolean): readonly AskedItem[] {
  const disks = found.filter(({ kind }) => kind === 'disk');
  const other = found.find(({ kind }) => kind !== 'disk');
  if (other === undefined || (!each && disks.length > 0)) return disks;
  const message = each
    ? `${other.exhibitNumber} is no disk, so it cannot be handed over as one.`
    : 'None of the sealed evidence of this incident is a disk.';
  throw new CustodyError('invalid-input', message, { detail: { mode: message } });
}

/** Null while the tenant does not say: a request is not lost for that, its approvers see it in their list. */
async function approversToTell(
  context: ProcedureContext,
  ...asked: [FrozenPolicy, Parties, IncidentRecord]
): Promise<readonly string[] | null> {
  try {
    return (await approversNow(context, ...asked)).approvers;
  } catch (error) {
    if (error instanceof CustodyError) return null;
    throw error;
  }
}

async function lastKnownApprovers(
  desk: RegisterDesk,
  { approvers }: FrozenPolicy,
  parties: Parties,
  { restricted, memberObjectIds }: IncidentRecord,
): Promise<readonly string[]> {
  const known = await desk.peopleWithRole(approvers, restricted ? memberObjectIds : null);
  return known.filter((objectId) => !isParty(parties, objectId));
}
