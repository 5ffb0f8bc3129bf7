import { managedIdentity } from '../adapters/azure/credential.ts';
import { applicationRoles } from '../adapters/defender/application-roles.ts';
import { type DeviceIdentityName, deviceIdentities } from '../custody/device-identities.ts';
import type { deviceSettings } from './device-settings.ts';
import type { Settings } from './env.ts';

type DeviceSettings = Pick<Settings, keyof typeof deviceSettings>;
type IdentitySetting = Exclude<keyof typeof deviceSettings, 'HOLDFAST_DEFENDER_ENDPOINT'>;

/** One of the identities that ask Defender, as it is set up and as its own token says. */
export interface DeviceIdentityStanding {
  readonly name: DeviceIdentityName;
  readonly setting: string;
  readonly configured: boolean;
  readonly sameAs: readonly DeviceIdentityName[]; // others with the same client id
  readonly permissions: readonly string[] | null; // null: not known
}

/** The four, each asked for a token of its own; nothing is asked of Defender. */
export function deviceIdentityStandings(
  settings: DeviceSettings,
  signal: AbortSignal,
): Promise<readonly DeviceIdentityStanding[]> {
  return Promise.all(
    deviceIdentities.map(async (name) => {
      const clientId = settings[settingOf(name)];
      const sameAs = deviceIdentities.filter(
        (other) => other !== name && clientId !== undefined && settings[settingOf(other)] === clientId,
      );
      const permissions =
        clientId === undefined ? null : await applicationRoles(managedIdentity(clientId), signal);
      return { name, setting: settingOf(name), configured: clientId !== undefined, sameAs, permissions };
    }),
  );
}

function settingOf(name: DeviceIdentityName): IdentitySetting {
  switch (name) {
    case 'reader':
      return 'HOLDFAST_DEVICE_READER_CLIENT_ID';
    case 'collector':
      return 'HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID';
    case 'responder':
      return 'HOLDFAST_DEVICE_RESPONDER_CLIENT_ID';
    case 'librarian':
      return 'HOLDFAST_LIBRARIAN_CLIENT_ID';
  }
}
