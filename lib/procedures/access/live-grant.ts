import type { AccessMode } from '../../custody/access-policy.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { isInsideRange } from '../../custody/address-range.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { minuteWords } from '../../custody/minute-words.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import type { ItemGrant, SealedItem } from '../../ports/access-desk.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';

/**
 * The grant by which this person may use an item now in one of these ways, from where they are. Throws `forbidden` with the
 * one thing that is missing: a grant, its time, or the address.
 */
export async function liveGrant(
  look: Pick<RegisterLook, 'grantsOf'>,
  actor: PersonActor,
  item: SealedItem,
  modes: readonly AccessMode[],
): Promise<ItemGrant> {
  const grants = (await look.grantsOf(item.evidenceId, actor.objectId)).filter(({ mode }) =>
    modes.includes(mode),
  );
  const live = grants.filter(({ endsAt }) => Date.parse(endsAt) > Date.now());
  const here = live.find(({ addressRange }) => isInsideRange(addressRange, actor.ip));
  if (here !== undefined) return here;
  throw new CustodyError('forbidden', lackWords(item, grants, live, actor), {
    detail: { attempt: item.exhibitNumber, about: `evidence:${item.evidenceId}` },
  });
}

function lackWords(
  { exhibitNumber }: SealedItem,
  grants: readonly ItemGrant[],
  live: readonly ItemGrant[],
  { ip }: PersonActor,
): string {
  const [current, last] = [live[0], grants[0]];
  if (current !== undefined)
    return `Your grant ${current.number} is for ${current.addressRange}, and you are at ${ip ?? 'an unknown address'}.`;
  if (last !== undefined)
    return `Your grant ${last.number} for ${exhibitNumber} ended ${minuteWords(last.endsAt)}. Ask for another one.`;
  return `You hold no live grant for ${exhibitNumber}. Request access on its Access tab.`;
}

/** Throws `forbidden` unless the record knows a grant exactly as its row says: a row alone opens nothing. */
export function requireRecordedGrant(
  facts: readonly RecordedEvent[],
  grant: ItemGrant,
  granteeObjectId: string,
  { exhibitNumber, evidenceId }: SealedItem,
): void {
  if (isRecordedGrant(facts, grant, granteeObjectId)) return;
  throw new CustodyError('forbidden', `The ledger does not have the grant ${grant.number} as it stands.`, {
    detail: { attempt: exhibitNumber, about: `evidence:${evidenceId}` },
  });
}

function isRecordedGrant(
  facts: readonly RecordedEvent[],
  grant: ItemGrant,
  granteeObjectId: string,
): boolean {
  return facts.some(
    ({ type, detail }) =>
      type === 'access.granted' &&
      detail.grantId === grant.id &&
      detail.grantee.objectId === granteeObjectId &&
      detail.mode === grant.mode &&
      detail.addressRange === grant.addressRange &&
      detail.endsAt === grant.endsAt,
  );
}
