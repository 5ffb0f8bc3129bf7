/** The fixed names of the embedded tenant. They are public demo values: no right follows from knowing them. */
export const tenantId = '6d1c2f0e-4b7a-4c58-9a3e-0f5d7b1e2a90';
export const tenantDomain = 'holdfast.example';
export const oidcClientId = 'b7f0c6a2-9d3e-4e71-8c15-2a6f4d0b9e31';

export const subscriptions = {
  production: '3f8e1a52-7c04-4d19-b6a3-91e5c0d2f746',
  soc: 'c4a97d10-52be-4f63-8e0b-7d31f6a98c25',
  restricted: '9be20c74-16d8-45fa-a9c7-e05f3b8d1462',
  anchors: 'e7d05b93-2c41-4a8e-b6f0-18c3d9a75e21',
} as const;

/** Above the subscriptions: rights given here hold in all of them. */
export const managementGroups: readonly { readonly id: string; readonly children: readonly string[] }[] = [
  managementGroup('mg-holdfast', [groupId('mg-production'), groupId('mg-security')]),
  managementGroup('mg-production', [
    `/subscriptions/${subscriptions.production}`,
    `/subscriptions/${subscriptions.restricted}`,
  ]),
  managementGroup('mg-security', [
    `/subscriptions/${subscriptions.soc}`,
    `/subscriptions/${subscriptions.anchors}`,
  ]),
];

function managementGroup(name: string, children: readonly string[]) {
  return { id: groupId(name), children };
}

function groupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

export const lockerResourceGroup = 'rg-soc-evidence';
export const lockerAccount = 'hflockerweu01';
export const lockerAccountId = `/subscriptions/${subscriptions.soc}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
/** The container without protection in which disk pages wait; its identity may delete there. */
export const stagingContainerId = `${lockerAccountId}/blobServices/default/containers/holdfast-staging`;

/** Wrapped data keys lie here: outside the anchors, without retention, so that a key can be destroyed. */
export const dataKeysContainer = 'holdfast-data-keys';
export const dataKeysContainerId = `${lockerAccountId}/blobServices/default/containers/${dataKeysContainer}`;

/** The ledger's name, which is also the name of its keys. */
export const ledgerOrigin = `holdfast.example/${tenantId.slice(0, 8)}/1`;

/** Where the locker's diagnostic log is kept. */
export const logWorkspaceId = `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-logs/providers/Microsoft.OperationalInsights/workspaces/law-soc`;
export const logWorkspaceCustomerId = '5c2e9a40-7b1d-4f86-a3c8-d94e60b7f512';

/** Through which alone the locker is reached. */
export const lockerPrivateEndpointId = `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-network/providers/Microsoft.Network/privateEndpoints/pe-locker`;

/** Where working copies of evidence become disks, apart from every other resource. */
export const workingCopiesGroup = `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-working-copies`;
export const workstationsGroup = `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-workstations`;
export const forensicMachine = 'vm-forensic-01';

/** The vault of the ledger's keys. */
export const vaultId = `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-keys/providers/Microsoft.KeyVault/vaults/kv-holdfast-ledger`;

/** The account that keeps the ledger's anchors, in the subscription of another department. */
export const anchorsAccount = 'hfanchorsneu01';
export const anchorsContainer = 'ledger';
export const anchorsAccountId = `/subscriptions/${subscriptions.anchors}/resourceGroups/rg-ledger-anchors/providers/Microsoft.Storage/storageAccounts/${anchorsAccount}`;
export const anchorsContainerId = `${anchorsAccountId}/blobServices/default/containers/${anchorsContainer}`;

/** The custody room of the older reference: storage and vault of its own, from before Holdfast. */
export const referenceAccount = 'socforensicsweu01';
export const referenceContainer = 'immutable';
const referenceGroup = `/subscriptions/${subscriptions.soc}/resourceGroups/CoC-SOC/providers`;
export const referenceAccountId = `${referenceGroup}/Microsoft.Storage/storageAccounts/${referenceAccount}`;
export const referenceVaultId = `${referenceGroup}/Microsoft.KeyVault/vaults/kv-soc-forensics`;

/** Where the SOC puts files that are to become evidence, and where Windows 365 writes snapshots of Cloud PCs under review. */
export const stagingInAccount = 'socstagingweu01';
export const stagingInContainer = 'evidence-in';
export const stagingInAccountId = `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-staging/providers/Microsoft.Storage/storageAccounts/${stagingInAccount}`;
export const cloudPcAccount = 'cloudpcreviewweu01';
export const cloudPcContainer = 'cloud-pc-review';
export const cloudPcAccountId = `/subscriptions/${subscriptions.production}/resourceGroups/rg-cloud-pc-review/providers/Microsoft.Storage/storageAccounts/${cloudPcAccount}`;

export const snapshotResourceGroups: Readonly<Record<string, string>> = {
  westeurope: `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-snapshots-weu`,
  northeurope: `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-snapshots-neu`,
};

/** The private endpoint through which a snapshot of this resource group may be exported. */
export const diskAccessName = 'da-holdfast';

export interface TenantPerson {
  readonly account: string;
  readonly objectId: string;
  readonly displayName: string;
  readonly jobTitle: string;
  readonly roles: readonly string[];
}

export const people: readonly TenantPerson[] = [
  person('analyst', 1, 'Analyst', 'SOC analyst', 'analyst'),
  person('responder', 2, 'Responder', 'Incident responder', 'responder'),
  person('lead-1', 3, 'Lead 1', 'SOC lead', 'lead'),
  person('lead-2', 4, 'Lead 2', 'SOC lead', 'lead'),
  person('auditor', 5, 'Auditor', 'Internal auditor', 'auditor'),
  person('controller-1', 6, 'Controller 1', 'Evidence controller', 'controller'),
  person('controller-2', 7, 'Controller 2', 'Evidence controller', 'controller'),
  person('investigator', 8, 'Investigator', 'Forensic investigator', 'investigator'),
];

function person(
  account: string,
  n: number,
  displayName: string,
  jobTitle: string,
  role: string,
): TenantPerson {
  return {
    account,
    objectId: `a0000000-0000-4000-8000-00000000000${n}`,
    displayName,
    jobTitle,
    roles: [role],
  };
}

/** Security groups of the directory; members are object ids of people, identities and other groups. */
export interface TenantGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly string[];
}

export const groups: readonly TenantGroup[] = [
  group('sg-soc', 1, [groupOid(2), groupOid(3)]),
  group('sg-soc-analysts', 2, [personOid('analyst'), personOid('responder')]),
  group('sg-soc-leads', 3, [personOid('lead-1'), personOid('lead-2')]),
];

function group(displayName: string, n: number, members: readonly string[]): TenantGroup {
  return { id: groupOid(n), displayName, members };
}

function groupOid(n: number): string {
  return `f0000000-0000-4000-8000-00000000000${n}`;
}

export function personOid(account: string): string {
  const found = people.find((one) => one.account === account);
  if (found === undefined) throw new Error(`The embedded tenant has no account ${account}.`);
  return found.objectId;
}

/** The app roles of the portal's registration. */
export const roleNames: readonly string[] = [...new Set(people.flatMap((one) => one.roles))];

/** The product's managed identities, one per duty, with their application permissions of Graph and of Defender. */
export interface TenantService {
  readonly name:
    | 'reader'
    | 'acquirer'
    | 'locker'
    | 'custodian'
    | 'sequencer'
    | 'anchorer'
    | 'rotator'
    | 'eraser'
    | 'disposer'
    | 'importer'
    | 'linkSigner'
    | 'diskExporter'
    | 'logReader'
    | 'deviceReader'
    | 'deviceCollector'
    | 'deviceResponder'
    | 'librarian'
    | 'reportSigner';
  readonly clientId: string;
  readonly objectId: string;
  readonly graphRoles: readonly string[];
  readonly defenderRoles: readonly string[];
}

export const services: readonly TenantService[] = [
  service('reader', 1, [
    'SecurityIncident.Read.All',
    'Directory.Read.All',
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
  ]),
  service('acquirer', 2, []),
  service('locker', 3, []),
  service('custodian', 4, []),
  service('sequencer', 5, []),
  service('anchorer', 6, []),
  service('linkSigner', 7, []),
  service('diskExporter', 8, []),
  service('logReader', 9, []),
  service('rotator', 10, []),
  service('eraser', 11, []),
  service('disposer', 12, []),
  service(
    'deviceReader',
    13,
    ['ThreatHunting.Read.All'],
    ['Machine.Read.All', 'User.Read.All', 'File.Read.All', 'Alert.Read.All'],
  ),
  service('deviceCollector', 14, [], ['Machine.CollectForensics', 'Machine.LiveResponse']),
  service(
    'deviceResponder',
    15,
    [],
    [
      'Machine.Isolate',
      'Machine.Scan',
      'Machine.StopAndQuarantine',
      'Machine.RestrictExecution',
      'Ti.ReadWrite.All',
    ],
  ),
  service('librarian', 16, [], ['Library.Manage']),
  service('reportSigner', 17, []),
  service('importer', 18, []),
];

function service(
  name: TenantService['name'],
  n: number,
  graphRoles: readonly string[],
  defenderRoles: readonly string[] = [],
): TenantService {
  const number = n.toString(16).padStart(12, '0');
  return {
    name,
    clientId: `c0000000-0000-4000-8000-${number}`,
    objectId: `b0000000-0000-4000-8000-${number}`,
    graphRoles,
    defenderRoles,
  };
}

export function serviceNamed(name: TenantService['name']): TenantService {
  const found = services.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The embedded tenant has no identity named ${name}.`);
  return found;
}

/** The application ids of all identities, by their names. */
export function clientIds(): Readonly<Record<TenantService['name'], string>> {
  return Object.fromEntries(services.map(({ name, clientId }) => [name, clientId])) as Readonly<
    Record<TenantService['name'], string> // the list names each once
  >;
}
