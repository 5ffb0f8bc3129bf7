import type { PersonActor } from '../../../lib/custody/actor.ts';
import { hashSecret } from '../../../lib/web/session-cookie.ts';
import { cookieOf, personOf, tenant } from '../../support/portal.ts';
import type { House } from './house.ts';

/** Cookies behind which nobody stands (any more). */
export async function deadCookies(house: House, role: string): Promise<readonly [string, string | null][]> {
  const name = (await cookieOf(house.database, personOf(role))).split('=')[0];
  return [
    ['no cookie', null],
    ['an empty cookie', `${name}=`],
    ['an unknown cookie', `${name}=${'A'.repeat(43)}`],
    ['revoked', await changedCookie(house, role, 'revoked_at = now()')],
    ['idle', await changedCookie(house, role, "last_seen_at = now() - interval '30 minutes'")],
    ['too old', await changedCookie(house, role, 'absolute_expires_at = now()')],
    ['disabled in the tenant', await disabledCookie(house, role)],
    ['not confirmed by the tenant', await unconfirmedCookie(house, role)],
  ];
}

async function changedCookie(house: House, role: string, change: string): Promise<string> {
  const cookie = await cookieOf(house.database, personOf(role));
  const idHash = hashSecret(cookie.split('=')[1] ?? '');
  await house.database.asAdmin(`update session set ${change} where id_hash = $1`, [idHash]);
  return cookie;
}

async function disabledCookie(house: House, role: string): Promise<string> {
  const person = personOf(role);
  const cookie = await oldCookie(house, person);
  tenant.set(person.objectId, { enabled: false, roles: person.roles });
  return cookie;
}

async function unconfirmedCookie(house: House, role: string): Promise<string> {
  const person = personOf(role);
  const cookie = await oldCookie(house, person);
  tenant.delete(person.objectId); // the test's tenant fails for whom it does not know
  return cookie;
}

/** A session that is older than the tenant's word may be. */
export async function oldCookie(house: House, person: PersonActor): Promise<string> {
  const cookie = await cookieOf(house.database, person);
  await house.database.asAdmin(
    "update session set created_at = now() - interval '20 minutes' where object_id = $1",
    [person.objectId],
  );
  return cookie;
}
