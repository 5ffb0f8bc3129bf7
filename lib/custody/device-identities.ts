/** The application identities that ask Defender, each for one thing: whoever takes one over does not have the others. */
export const deviceIdentities = ['reader', 'collector', 'responder', 'librarian'] as const;
export type DeviceIdentityName = (typeof deviceIdentities)[number];

/** Permissions that belong to one of them alone. Source: Microsoft, "Access the Defender for Endpoint APIs", each call's page. */
const own: Readonly<Record<DeviceIdentityName, readonly string[]>> = {
  reader: ['Machine.Read.All', 'User.Read.All', 'File.Read.All', 'Alert.Read.All'],
  collector: ['Machine.CollectForensics', 'Machine.LiveResponse'],
  responder: [
    'Machine.Isolate',
    'Machine.Scan',
    'Machine.StopAndQuarantine',
    'Machine.RestrictExecution',
    'Ti.ReadWrite',
    'Ti.ReadWrite.All',
  ],
  librarian: ['Library.Manage'],
};

/** What an identity holds that it must not: another's permission, or one that nobody here needs. */
export function foreignPermissions(identity: DeviceIdentityName, held: readonly string[]): readonly string[] {
  return held.filter((one) => !own[identity].includes(one)).toSorted();
}

/** What it needs and lacks. Of the two that add indicators one is enough. */
export function missingPermissions(identity: DeviceIdentityName, held: readonly string[]): readonly string[] {
  const needed = own[identity].filter((one) => !one.startsWith('Ti.'));
  const indicators = identity !== 'responder' || held.some((one) => one.startsWith('Ti.ReadWrite'));
  return [
    ...needed.filter((one) => !held.includes(one)),
    ...(indicators ? [] : ['Ti.ReadWrite or Ti.ReadWrite.All']),
  ];
}

export function deviceIdentityDuty(identity: DeviceIdentityName): string {
  switch (identity) {
    case 'reader':
      return 'Reads devices, actions and results';
    case 'collector':
      return 'Asks for packages and live response';
    case 'responder':
      return 'Changes devices: isolates, scans, quarantines, restricts';
    case 'librarian':
      return 'Keeps the library of scripts';
  }
}
