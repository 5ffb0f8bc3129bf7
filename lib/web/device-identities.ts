import 'server-only';
import { type DeviceIdentityStanding, deviceIdentityStandings } from '../runtime/device-identities.ts';
import { runtime } from '../runtime/runtime.ts';

const patienceMs = 4_000;

/** The identities that ask Defender, for who may see the controls. */
export async function deviceIdentitiesNow(): Promise<readonly DeviceIdentityStanding[]> {
  const { settings } = await runtime();
  return await deviceIdentityStandings(settings, AbortSignal.timeout(patienceMs));
}
