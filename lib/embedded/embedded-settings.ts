import { execFileSync } from 'node:child_process';
import { wrongSettings } from '../runtime/env.ts';
import {
  anchorsAccountId,
  lockerPrivateEndpointId,
  logWorkspaceId,
  workingCopiesGroup,
  workstationsGroup,
} from './cloud/tenant.ts';
import type { CloudEndpoints } from './cloud-parts.ts';

/** Settings that only a production set-up has. Any of them together with embedded mode is a mixture, and refused. */
const productionOnly = [
  'HOLDFAST_PUBLIC_URL',
  'DATABASE_URL',
  'HOLDFAST_SEQUENCER_DATABASE_URL',
  'HOLDFAST_TENANT_ID',
  'HOLDFAST_OIDC_ISSUER',
  'HOLDFAST_OIDC_CLIENT_ID',
  'HOLDFAST_OIDC_CLIENT_SECRET',
  'HOLDFAST_SHELL_CLIENT_ID',
  'HOLDFAST_ARM_ENDPOINT',
  'HOLDFAST_GRAPH_ENDPOINT',
  'HOLDFAST_LOCKER_SUBSCRIPTION_ID',
  'HOLDFAST_LOCKER_RESOURCE_GROUP',
  'HOLDFAST_LOCKER_ACCOUNT',
  'HOLDFAST_LOCKER_BLOB_ENDPOINT',
  'HOLDFAST_SNAPSHOT_RESOURCE_GROUPS',
  'HOLDFAST_READER_CLIENT_ID',
  'HOLDFAST_ACQUIRER_CLIENT_ID',
  'HOLDFAST_LOCKER_CLIENT_ID',
  'HOLDFAST_CUSTODIAN_CLIENT_ID',
  'HOLDFAST_LEDGER_ORIGIN',
  'HOLDFAST_LEDGER_SECRET_ID',
  'HOLDFAST_LEDGER_KEY_ID',
  'HOLDFAST_DATA_KEYS_KEY_ID',
  'HOLDFAST_DATA_KEYS_CONTAINER_URL',
  'HOLDFAST_ANCHORS_CONTAINER_URL',
  'HOLDFAST_SEQUENCER_CLIENT_ID',
  'HOLDFAST_ANCHORER_CLIENT_ID',
  'HOLDFAST_ROTATOR_CLIENT_ID',
  'HOLDFAST_ERASER_CLIENT_ID',
  'HOLDFAST_DISPOSER_CLIENT_ID',
  'HOLDFAST_IMPORTER_CLIENT_ID',
  'HOLDFAST_LINK_SIGNER_CLIENT_ID',
  'HOLDFAST_DISK_EXPORTER_CLIENT_ID',
  'HOLDFAST_SOC_NETWORK',
  'HOLDFAST_STAGING_CONTAINER_URL',
  'HOLDFAST_WINDOWS365_CONTAINER_URL',
  'HOLDFAST_WORKING_COPIES_GROUP',
  'HOLDFAST_WORKSTATIONS_GROUP',
  'HOLDFAST_LOG_READER_CLIENT_ID',
  'HOLDFAST_LOG_WORKSPACE_RESOURCE_ID',
  'HOLDFAST_LOG_WORKSPACE_ID',
  'HOLDFAST_LOGS_ENDPOINT',
  'HOLDFAST_ANCHORS_ACCOUNT_RESOURCE_ID',
  'HOLDFAST_LOCKER_PRIVATE_ENDPOINTS',
  'HOLDFAST_DEFENDER_ENDPOINT',
  'HOLDFAST_DEVICE_READER_CLIENT_ID',
  'HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID',
  'HOLDFAST_DEVICE_RESPONDER_CLIENT_ID',
  'HOLDFAST_LIBRARIAN_CLIENT_ID',
  'HOLDFAST_REFERENCE_CONTAINER_URL',
  'HOLDFAST_REFERENCE_VAULT_URL',
  'HOLDFAST_REPORT_SIGNER_CLIENT_ID',
  'HOLDFAST_REPORT_KEY_ID',
  'HOLDFAST_REPORT_CERTIFICATE_FILE',
  'HOLDFAST_TRUST_POLICY_FILE',
  'HOLDFAST_TIMESTAMP_AUTHORITIES',
  'HOLDFAST_TIMESTAMP_ROOTS_FOLDER',
  'HOLDFAST_TIMESTAMP_POLICIES',
];

/** Throws one error that names every production setting and every wrong value found, one a line. */
export function refuseUnfitSettings(env: Readonly<Record<string, string | undefined>>): void {
  if (env.HOLDFAST_MODE === 'production')
    throw new Error('This starts embedded mode alone. For production: HOLDFAST_MODE=production npm start');
  const mixed = productionOnly.filter((name) => env[name] !== undefined && env[name] !== '');
  const lines = [
    ...mixed.map((name) => `  ${name}: belongs to production`),
    ...wrongSettings(env, productionOnly),
  ];
  if (lines.length === 0) return;
  const advice =
    mixed.length === 0 ? '' : '\nUnset what belongs to production, or set HOLDFAST_MODE=production.';
  throw new Error(`Embedded mode does not start with these settings:\n${lines.join('\n')}${advice}`);
}

/** The environment of the worker and the portal: the same names as in production, only the endpoints differ. */
export async function embeddedSettings(options: {
  readonly root: string;
  readonly home: string;
  readonly port: number;
  readonly postgres: { readonly appUrl: string; readonly sequencerUrl: string };
  readonly endpoints: CloudEndpoints;
  readonly trustPolicyFile: string;
}): Promise<Record<string, string | undefined>> {
  const { endpoints, postgres } = options;
  return {
    ...process.env,
    NODE_ENV: undefined, // next decides: production for start, development for dev
    HOLDFAST_MODE: 'embedded',
    PORT: String(options.port),
    HOLDFAST_HOME: options.home,
    HOLDFAST_PUBLIC_URL: `http://127.0.0.1:${options.port}`,
    DATABASE_URL: postgres.appUrl,
    HOLDFAST_SEQUENCER_DATABASE_URL: postgres.sequencerUrl,
    HOLDFAST_TENANT_ID: endpoints.tenantId,
    HOLDFAST_OIDC_ISSUER: endpoints.oidcIssuer,
    HOLDFAST_OIDC_CLIENT_ID: endpoints.oidcClientId,
    HOLDFAST_OIDC_CLIENT_SECRET: endpoints.oidcClientSecret,
    HOLDFAST_ARM_ENDPOINT: endpoints.arm,
    HOLDFAST_GRAPH_ENDPOINT: endpoints.graph,
    HOLDFAST_LOCKER_SUBSCRIPTION_ID: endpoints.socSubscriptionId,
    HOLDFAST_LOCKER_RESOURCE_GROUP: endpoints.lockerResourceGroup,
    HOLDFAST_LOCKER_ACCOUNT: endpoints.lockerAccount,
    HOLDFAST_LOCKER_BLOB_ENDPOINT: endpoints.lockerBlobEndpoint,
    HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: Object.entries(endpoints.snapshotResourceGroups)
      .map(([region, id]) => `${region}=${id}`)
      .join(','),
    HOLDFAST_READER_CLIENT_ID: endpoints.clientIds.reader,
    HOLDFAST_ACQUIRER_CLIENT_ID: endpoints.clientIds.acquirer,
    HOLDFAST_LOCKER_CLIENT_ID: endpoints.clientIds.locker,
    HOLDFAST_CUSTODIAN_CLIENT_ID: endpoints.clientIds.custodian,
    // The demo locker is nobody's tenant: starting it is the confirmation, unless the person wants to be asked.
    HOLDFAST_FIRST_LOCK_CONFIRMATION: process.env.HOLDFAST_FIRST_LOCK_CONFIRMATION ?? 'given',
    HOLDFAST_LEDGER_ORIGIN: endpoints.ledger.origin,
    HOLDFAST_LEDGER_SECRET_ID: endpoints.vault.checkpointSecretId,
    HOLDFAST_LEDGER_KEY_ID: endpoints.vault.checkpointKeyId,
    HOLDFAST_DATA_KEYS_KEY_ID: endpoints.vault.dataKeysKeyId,
    HOLDFAST_DATA_KEYS_CONTAINER_URL: endpoints.dataKeysContainerUrl,
    HOLDFAST_ANCHORS_CONTAINER_URL: endpoints.anchorsContainerUrl,
    HOLDFAST_SEQUENCER_CLIENT_ID: endpoints.clientIds.sequencer,
    HOLDFAST_ANCHORER_CLIENT_ID: endpoints.clientIds.anchorer,
    HOLDFAST_ROTATOR_CLIENT_ID: endpoints.clientIds.rotator,
    HOLDFAST_ERASER_CLIENT_ID: endpoints.clientIds.eraser,
    HOLDFAST_DISPOSER_CLIENT_ID: endpoints.clientIds.disposer,
    HOLDFAST_IMPORTER_CLIENT_ID: endpoints.clientIds.importer,
    HOLDFAST_LINK_SIGNER_CLIENT_ID: endpoints.clientIds.linkSigner,
    HOLDFAST_SOC_NETWORK: '127.0.0.0/8,10.0.0.0/8', // this machine, and what a demo network would be
    HOLDFAST_STAGING_CONTAINER_URL: endpoints.importStorage.stagingContainerUrl,
    HOLDFAST_WINDOWS365_CONTAINER_URL: endpoints.importStorage.windows365ContainerUrl,
    HOLDFAST_DISK_EXPORTER_CLIENT_ID: endpoints.clientIds.diskExporter,
    HOLDFAST_WORKING_COPIES_GROUP: workingCopiesGroup,
    HOLDFAST_WORKSTATIONS_GROUP: workstationsGroup,
    HOLDFAST_LOG_READER_CLIENT_ID: endpoints.clientIds.logReader,
    HOLDFAST_LOG_WORKSPACE_RESOURCE_ID: logWorkspaceId,
    HOLDFAST_LOG_WORKSPACE_ID: endpoints.logWorkspaceId,
    HOLDFAST_LOGS_ENDPOINT: endpoints.logs,
    HOLDFAST_LOG_LATENESS_MINUTES: process.env.HOLDFAST_LOG_LATENESS_MINUTES ?? '2', // its records come within seconds
    HOLDFAST_DEFENDER_ENDPOINT: endpoints.defender,
    HOLDFAST_DEVICE_READER_CLIENT_ID: endpoints.clientIds.deviceReader,
    HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID: endpoints.clientIds.deviceCollector,
    HOLDFAST_DEVICE_RESPONDER_CLIENT_ID: endpoints.clientIds.deviceResponder,
    HOLDFAST_LIBRARIAN_CLIENT_ID: endpoints.clientIds.librarian,
    HOLDFAST_REFERENCE_CONTAINER_URL: endpoints.reference.containerUrl,
    HOLDFAST_REFERENCE_VAULT_URL: endpoints.reference.vaultUrl,
    HOLDFAST_REPORT_SIGNER_CLIENT_ID: endpoints.clientIds.reportSigner,
    HOLDFAST_REPORT_KEY_ID: endpoints.vault.reportKeyId,
    HOLDFAST_REPORT_CERTIFICATE_FILE: endpoints.reportCertificateFile,
    HOLDFAST_ANCHORS_ACCOUNT_RESOURCE_ID: anchorsAccountId,
    HOLDFAST_LOCKER_PRIVATE_ENDPOINTS: lockerPrivateEndpointId,
    HOLDFAST_TRUST_POLICY_FILE: options.trustPolicyFile,
    HOLDFAST_TIMESTAMP_AUTHORITIES: Object.entries(endpoints.timestampAuthorities)
      .map(([name, url]) => `${name}=${url}`)
      .join(','),
    HOLDFAST_TIMESTAMP_ROOTS_FOLDER: endpoints.timestampRootsFolder,
    HOLDFAST_COMMIT: process.env.HOLDFAST_COMMIT ?? commit(options.root),
    IDENTITY_ENDPOINT: endpoints.identityEndpoint,
    IDENTITY_HEADER: endpoints.identityHeader,
    NODE_EXTRA_CA_CERTS: endpoints.caFile,
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

function commit(root: string): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown'; // no git, or not a clone: the record says unknown
  }
}
