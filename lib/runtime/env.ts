import { z } from 'zod';
import { alarmSettings, halfChannels } from './alarm-settings.ts';
import { deviceSettings } from './device-settings.ts';
import {
  addressRanges,
  authorities,
  authorityPolicies,
  containerAddress,
  databaseAddress,
  resourceGroup,
  resourceGroups,
  resourceId,
  resourceIds,
  text,
  uuid,
  vaultAddress,
  webAddress,
  wholeNumber,
} from './setting-kinds.ts';

const settings = z.object({
  HOLDFAST_MODE: z.enum(['embedded', 'production'], 'must be embedded or production'),
  PORT: wholeNumber(1, 65_535).default(3000),
  HOLDFAST_HOME: text.default('.holdfast'),
  HOLDFAST_PUBLIC_URL: webAddress,
  DATABASE_URL: databaseAddress,
  HOLDFAST_SEQUENCER_DATABASE_URL: databaseAddress,
  HOLDFAST_TENANT_ID: uuid,
  HOLDFAST_OIDC_ISSUER: webAddress,
  HOLDFAST_OIDC_CLIENT_ID: text,
  HOLDFAST_OIDC_CLIENT_SECRET: text,
  HOLDFAST_SHELL_CLIENT_ID: text.default('holdfast-shell'),
  HOLDFAST_ARM_ENDPOINT: webAddress.default('https://management.azure.com'),
  HOLDFAST_GRAPH_ENDPOINT: webAddress.default('https://graph.microsoft.com'),
  HOLDFAST_LOCKER_SUBSCRIPTION_ID: uuid,
  HOLDFAST_LOCKER_RESOURCE_GROUP: text,
  HOLDFAST_LOCKER_ACCOUNT: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account: 3 to 24 small letters and digits'),
  HOLDFAST_LOCKER_BLOB_ENDPOINT: webAddress,
  HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: resourceGroups,
  HOLDFAST_READER_CLIENT_ID: text,
  HOLDFAST_ACQUIRER_CLIENT_ID: text,
  HOLDFAST_LOCKER_CLIENT_ID: text,
  HOLDFAST_CUSTODIAN_CLIENT_ID: text,
  HOLDFAST_RETENTION_DAYS: wholeNumber(1, 146_000).default(2555),
  HOLDFAST_FIRST_LOCK_CONFIRMATION: z.enum(['ask', 'given'], 'must be ask or given').default('ask'),
  HOLDFAST_CONSOLE_EXTENSIONS: z.enum(['off', 'on'], 'must be off or on').default('off'),
  HOLDFAST_LEDGER_ORIGIN: z.string().regex(/^[^\s+]+$/, 'must have no space and no +'),
  HOLDFAST_LEDGER_SECRET_ID: vaultAddress('secrets'), // Ed25519, PKCS #8 in PEM
  HOLDFAST_LEDGER_KEY_ID: vaultAddress('keys'), // P-256
  HOLDFAST_DATA_KEYS_KEY_ID: vaultAddress('keys'), // RSA; wraps the keys of anchored bodies
  HOLDFAST_DATA_KEYS_CONTAINER_URL: webAddress,
  HOLDFAST_ANCHORS_CONTAINER_URL: webAddress,
  HOLDFAST_SEQUENCER_CLIENT_ID: text,
  HOLDFAST_ANCHORER_CLIENT_ID: text,
  HOLDFAST_ROTATOR_CLIENT_ID: text.optional(), // only `rotate-key` uses it
  HOLDFAST_ERASER_CLIENT_ID: text.optional(), // only an erasure uses it
  HOLDFAST_DISPOSER_CLIENT_ID: text.optional(), // none: nothing is disposed of
  HOLDFAST_IMPORTER_CLIENT_ID: text.optional(), // none: nothing is taken over from storage elsewhere
  HOLDFAST_LINK_SIGNER_CLIENT_ID: text.optional(), // none: no links are made
  HOLDFAST_SOC_NETWORK: addressRanges.default([]), // where links may work
  HOLDFAST_STAGING_CONTAINER_URL: containerAddress.optional(), // none: nothing is taken over from staging storage
  HOLDFAST_WINDOWS365_CONTAINER_URL: containerAddress.optional(), // where Windows 365 writes Cloud PCs under review
  HOLDFAST_DISK_EXPORTER_CLIENT_ID: text.optional(), // with the two groups: disks are made of copies
  HOLDFAST_WORKING_COPIES_GROUP: resourceGroup.optional(),
  HOLDFAST_WORKSTATIONS_GROUP: resourceGroup.optional(),
  HOLDFAST_LOG_READER_CLIENT_ID: text.optional(),
  HOLDFAST_LOGS_ENDPOINT: webAddress.default('https://api.loganalytics.io'),
  HOLDFAST_LOG_WORKSPACE_ID: uuid.optional(), // none: who read the locker is unknown
  HOLDFAST_LOG_LATENESS_MINUTES: wholeNumber(1, 1_440).default(60), // what comes later is missing until it comes
  HOLDFAST_LOG_WORKSPACE_RESOURCE_ID: resourceId.optional(), // none: whether the locker is logged is unknown
  HOLDFAST_ANCHORS_ACCOUNT_RESOURCE_ID: resourceId.optional(), // none: who may do what in the anchors' subscription is not looked at
  HOLDFAST_LOCKER_PRIVATE_ENDPOINTS: resourceIds.optional(), // none: which of them belong there is unknown
  HOLDFAST_LEDGER_READERS: z
    .enum(['signed-in', 'network'], 'must be signed-in or network')
    .default('signed-in'),
  HOLDFAST_TRUST_POLICY_FILE: text, // C2SP tlog-policy: the log's keys, its witnesses and their quorum
  HOLDFAST_TIMESTAMP_AUTHORITIES: authorities.default({}), // none: no trusted time
  HOLDFAST_TIMESTAMP_ROOTS_FOLDER: text.optional(), // <name>.pem for each
  HOLDFAST_TIMESTAMP_POLICIES: authorityPolicies.default({}), // an authority not named: any policy
  HOLDFAST_REPORT_SIGNER_CLIENT_ID: text.optional(), // with the two below: custody reports are made
  HOLDFAST_REPORT_KEY_ID: vaultAddress('keys').optional(), // P-256
  HOLDFAST_REPORT_CERTIFICATE_FILE: text.optional(), // PEM, the key's own certificate first
  HOLDFAST_REFERENCE_CONTAINER_URL: containerAddress.optional(), // with the next: the older Microsoft reference is taken over
  HOLDFAST_REFERENCE_VAULT_URL: webAddress.optional(),
  ...alarmSettings,
  ...deviceSettings,
  HOLDFAST_WORKER_ADDRESS: z.string().default('127.0.0.1'),
  HOLDFAST_TAKEOVER_SECONDS: wholeNumber(15, 600).default(60),
  HOLDFAST_CHECKS_GIB_PER_HOUR: wholeNumber(1, 1_000_000).default(256), // of stored copies, by schedule
  HOLDFAST_COMMIT: z.string().default('unknown'),
});

export type Settings = z.infer<typeof settings>;

/** True while `next dev` runs the portal. */
export const inDevelopment = process.env.NODE_ENV === 'development';

let cached: Settings | undefined;

/** The validated settings of this process. Throws one error that names every wrong field at once. */
export function env(): Settings {
  cached ??= parseSettings(process.env);
  return cached;
}

type Source = Readonly<Record<string, string | undefined>>;

/** Validates a set of environment variables; see `.env.example` for each. */
export function parseSettings(source: Source): Settings {
  const result = settings.safeParse(source);
  const lines = [
    ...linesOf(source, result.error),
    ...halfChannels(source),
    ...embeddedParts(source).map(
      (name) => `  ${name}: must be an https address of another machine in production`,
    ),
  ];
  if (result.success && lines.length === 0) return result.data;
  throw new Error(`These settings are wrong or missing:\n${lines.join('\n')}`);
}

/** One line for each setting that has a wrong value; one that is not set, or named in `apart`, is not looked at. */
export function wrongSettings(source: Source, apart: readonly string[]): readonly string[] {
  const given = Object.entries(source).filter(
    ([name, value]) => value !== undefined && !apart.includes(name),
  );
  return linesOf(source, settings.partial().safeParse(Object.fromEntries(given)).error);
}

/** Never with the value: it may be a secret. */
function linesOf(source: Source, error: z.ZodError | undefined): readonly string[] {
  const issues = (error?.issues ?? []).map(({ path, message }) => ({ name: path.join('.'), message }));
  const first = issues.filter(
    ({ name }, index) => issues.findIndex((other) => other.name === name) === index,
  );
  return first.map(
    ({ name, message }) => `  ${name}: ${source[name] === undefined ? 'is not set' : message}`,
  );
}

const addresses = [
  'HOLDFAST_PUBLIC_URL',
  'HOLDFAST_OIDC_ISSUER',
  'HOLDFAST_ARM_ENDPOINT',
  'HOLDFAST_GRAPH_ENDPOINT',
  'HOLDFAST_LOGS_ENDPOINT',
  'HOLDFAST_DEFENDER_ENDPOINT',
  'HOLDFAST_LOCKER_BLOB_ENDPOINT',
  'HOLDFAST_LEDGER_SECRET_ID',
  'HOLDFAST_LEDGER_KEY_ID',
  'HOLDFAST_DATA_KEYS_KEY_ID',
  'HOLDFAST_REPORT_KEY_ID',
  'HOLDFAST_DATA_KEYS_CONTAINER_URL',
  'HOLDFAST_ANCHORS_CONTAINER_URL',
  'HOLDFAST_STAGING_CONTAINER_URL',
  'HOLDFAST_WINDOWS365_CONTAINER_URL',
  'HOLDFAST_REFERENCE_CONTAINER_URL',
  'HOLDFAST_REFERENCE_VAULT_URL',
] as const;

/** The settings whose addresses only the embedded cloud can have. Empty in embedded mode. */
function embeddedParts(source: Source): readonly string[] {
  if (source.HOLDFAST_MODE !== 'production') return [];
  return addresses.filter((name) => {
    const value = source[name];
    if (value === undefined || !URL.canParse(value)) return false; // named by the shape of the setting already
    return isEmbeddedAddress(value);
  });
}

/** Whether only the embedded parts can have this address: plain http, or this machine itself. */
export function isEmbeddedAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol !== 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

const shell = z.object({
  HOLDFAST_HOME: text.default('.holdfast'),
  HOLDFAST_PUBLIC_URL: webAddress.optional(),
  HOLDFAST_OIDC_ISSUER: webAddress.optional(),
  HOLDFAST_OIDC_CLIENT_ID: text.optional(),
  HOLDFAST_SHELL_CLIENT_ID: text.default('holdfast-shell'),
});

/** What a shell command needs to find the portal: nothing at all beside a running `npm start`. */
export function shellSettings(): z.infer<typeof shell> {
  const result = shell.safeParse(process.env);
  if (result.success) return result.data;
  throw new Error(`These settings are wrong:\n${linesOf(process.env, result.error).join('\n')}`);
}

const provisioning = settings.pick({
  HOLDFAST_MODE: true,
  HOLDFAST_HOME: true,
  HOLDFAST_TENANT_ID: true,
  HOLDFAST_ARM_ENDPOINT: true,
  HOLDFAST_GRAPH_ENDPOINT: true,
  HOLDFAST_LOCKER_SUBSCRIPTION_ID: true,
  HOLDFAST_LOCKER_RESOURCE_GROUP: true,
  HOLDFAST_LOCKER_ACCOUNT: true,
  HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: true,
  HOLDFAST_RETENTION_DAYS: true,
  HOLDFAST_READER_CLIENT_ID: true,
  HOLDFAST_ACQUIRER_CLIENT_ID: true,
  HOLDFAST_LOCKER_CLIENT_ID: true,
  HOLDFAST_CUSTODIAN_CLIENT_ID: true,
  HOLDFAST_SEQUENCER_CLIENT_ID: true,
  HOLDFAST_ANCHORER_CLIENT_ID: true,
  HOLDFAST_ROTATOR_CLIENT_ID: true,
  HOLDFAST_ERASER_CLIENT_ID: true,
  HOLDFAST_DISPOSER_CLIENT_ID: true,
  HOLDFAST_IMPORTER_CLIENT_ID: true,
  HOLDFAST_LINK_SIGNER_CLIENT_ID: true,
  HOLDFAST_DISK_EXPORTER_CLIENT_ID: true,
  HOLDFAST_LOG_READER_CLIENT_ID: true,
  HOLDFAST_ANCHORS_CONTAINER_URL: true,
  HOLDFAST_DATA_KEYS_CONTAINER_URL: true,
  HOLDFAST_LOG_WORKSPACE_RESOURCE_ID: true,
  HOLDFAST_WORKING_COPIES_GROUP: true,
  HOLDFAST_WORKSTATIONS_GROUP: true,
  HOLDFAST_LOCKER_PRIVATE_ENDPOINTS: true,
  HOLDFAST_STAGING_CONTAINER_URL: true,
  HOLDFAST_WINDOWS365_CONTAINER_URL: true,
  HOLDFAST_REFERENCE_CONTAINER_URL: true,
  HOLDFAST_REFERENCE_VAULT_URL: true,
});

export type ProvisionSettings = z.infer<typeof provisioning>;

/** What provisioning needs, before there is a database or a vault. Throws one error that names every wrong field. */
export function provisionSettings(source: Source = process.env): ProvisionSettings {
  const result = provisioning.safeParse(source);
  if (result.success) return result.data;
  throw new Error(`These settings are wrong or missing:\n${linesOf(source, result.error).join('\n')}`);
}
