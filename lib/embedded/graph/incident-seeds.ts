/** The demo incidents as plain facts; `hoursAgo` counts from the first start of this home. */
export interface IncidentSeed {
  readonly title: string;
  readonly severity: 'informational' | 'low' | 'medium' | 'high';
  readonly status: 'active' | 'inProgress' | 'resolved';
  readonly classification?: 'truePositive' | 'informationalExpectedActivity';
  readonly assignedTo?: string;
  readonly hoursAgo: number;
  readonly alerts: readonly AlertSeed[];
}

export interface AlertSeed {
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly severity: 'informational' | 'low' | 'medium' | 'high';
  readonly machines: readonly string[];
  readonly devices?: readonly DeviceSeed[];
}

export interface DeviceSeed {
  readonly name: string;
  readonly os: 'Windows11' | 'WindowsServer2022' | 'Linux' | 'macOS';
  readonly health: 'active' | 'inactive' | 'noSensorData';
}

const laptop: DeviceSeed = { name: 'ws-finance-114', os: 'Windows11', health: 'active' };
const kiosk: DeviceSeed = { name: 'kiosk-lobby-02', os: 'Windows11', health: 'inactive' };
const mac: DeviceSeed = { name: 'mac-design-09', os: 'macOS', health: 'active' };

export const incidentSeeds: readonly IncidentSeed[] = [
  {
    title: 'Web shell on storefront server after upload exploitation',
    severity: 'high',
    status: 'active',
    assignedTo: 'analyst@holdfast.example',
    hoursAgo: 7,
    alerts: [
      {
        title: 'Suspicious file dropped in web root',
        category: 'Persistence',
        severity: 'high',
        description:
          'A script with command-execution functions was written to the uploads folder of the web root by the web server account.',
        machines: ['vm-web-03'],
      },
      {
        title: 'Outbound connection to rare address from web server process',
        category: 'CommandAndControl',
        severity: 'medium',
        description:
          'The web server process opened connections to an address that no machine of this tenant contacted in the last 30 days.',
        machines: ['vm-web-03'],
      },
    ],
  },
  {
    title: 'Hands-on-keyboard activity on finance reporting server',
    severity: 'high',
    status: 'inProgress',
    assignedTo: 'lead-1@holdfast.example',
    hoursAgo: 26,
    alerts: [
      {
        title: 'Remote desktop sign-in from an unmanaged workstation',
        category: 'LateralMovement',
        severity: 'medium',
        description:
          'An administrative account signed in over remote desktop from a workstation it had never used.',
        machines: ['vm-fin-01'],
        devices: [laptop],
      },
      {
        title: 'Large archive created and staged for transfer',
        category: 'Exfiltration',
        severity: 'high',
        description:
          'A password-protected archive of 3.1 GB was created from the reporting share outside working hours.',
        machines: ['vm-fin-01'],
      },
    ],
  },
  {
    title: 'Cryptocurrency miner on batch worker',
    severity: 'medium',
    status: 'active',
    hoursAgo: 51,
    alerts: [
      {
        title: 'Process consistent with coin mining',
        category: 'Impact',
        severity: 'medium',
        description:
          'A process started from a temporary folder keeps all processors busy and resolves names of mining pools.',
        machines: ['vm-batch-07'],
      },
    ],
  },
  {
    title: 'Unusual bulk read of the orders database',
    severity: 'high',
    status: 'active',
    hoursAgo: 74,
    alerts: [
      {
        title: 'Database backup by an unexpected account',
        category: 'Collection',
        severity: 'high',
        description:
          'A full backup was written to a local folder by a service account that does not take backups.',
        machines: ['vm-sql-01'],
      },
    ],
  },
  {
    title: 'Private key access on certificate authority',
    severity: 'high',
    status: 'inProgress',
    assignedTo: 'lead-2@holdfast.example',
    hoursAgo: 98,
    alerts: [
      {
        title: 'Signing key read outside the issuing service',
        category: 'CredentialAccess',
        severity: 'high',
        description: 'The file that holds the intermediate signing key was opened by an interactive shell.',
        machines: ['vm-vault-02'],
        devices: [{ name: 'jump-linux-01', os: 'Linux', health: 'active' }],
      },
    ],
  },
  {
    title: 'Tampered binary on order-matching server',
    severity: 'medium',
    status: 'active',
    hoursAgo: 122,
    alerts: [
      {
        title: 'System binary does not match its package',
        category: 'DefenseEvasion',
        severity: 'medium',
        description: 'The checksum of a network tool differs from the one its package lists.',
        machines: ['vm-ultra-01'],
      },
    ],
  },
  {
    title: 'Access to personnel files from the storefront network',
    severity: 'high',
    status: 'active',
    hoursAgo: 139,
    alerts: [
      {
        title: 'Lateral movement between web and personnel servers',
        category: 'LateralMovement',
        severity: 'high',
        description:
          'A key found on the storefront server was used to sign in to the server that keeps personnel files.',
        machines: ['vm-web-03', 'vm-hr-04'],
      },
    ],
  },
  {
    title: 'Credential phishing followed by mailbox rule on two workstations',
    severity: 'medium',
    status: 'resolved',
    classification: 'truePositive',
    assignedTo: 'responder@holdfast.example',
    hoursAgo: 190,
    alerts: [
      {
        title: 'Sign-in page clone opened from a message',
        category: 'InitialAccess',
        severity: 'medium',
        description: 'Two people opened a copy of the sign-in page; one entered a password.',
        machines: [],
        devices: [laptop, mac],
      },
      {
        title: 'Removable drive with autorun script',
        category: 'Execution',
        severity: 'low',
        description: 'A script started from a removable drive on an unattended terminal.',
        machines: [],
        devices: [kiosk],
      },
    ],
  },
];
