import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { machineCatalogue } from '../arm/machine-catalogue.ts';
import { type CloudSpeed, startArm } from '../arm/start-arm.ts';
import { openDiskStore } from '../blob/disk-store.ts';
import { startBlobFacade } from '../blob/facade.ts';
import type { CloudEndpoints } from '../cloud-parts.ts';
import { startDefender } from '../defender/start-defender.ts';
import { entraServer } from '../entra/start-entra.ts';
import { graphServer } from '../graph/graph-server.ts';
import { type LogOutage, logServer } from '../logs/log-server.ts';
import { openAuthorities } from '../tsa/open-authorities.ts';
import { tsaServer } from '../tsa/tsa-server.ts';
import { ledgerVerifierKeys } from '../vault/ledger-verifier-keys.ts';
import { reportCertificate } from '../vault/report-certificate.ts';
import { openVaultContents, type VaultContents, vaultNames } from '../vault/vault-contents.ts';
import { vaultServer } from '../vault/vault-server.ts';
import { accessBook } from './access-book.ts';
import { adminServer } from './admin.ts';
import { provisionAnchors } from './anchors-account.ts';
import { cloudCertificates } from './certificates.ts';
import { cloudClock } from './clock.ts';
import { openState } from './cloud-state.ts';
import { controlPlane } from './control-plane.ts';
import { directory } from './directory.ts';
import { exchangeRecorder } from './exchange-recorder.ts';
import { faultScript } from './fault-script.ts';
import { closeServer, listenOnLoopback } from './http.ts';
import { provisionImportStorage } from './import-storage.ts';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';
import { type CloudPorts, cloudPorts } from './ports.ts';
import { provisionReference, referenceVaultContents } from './reference-vault.ts';
import { requestCounts } from './request-counts.ts';
import { cloudSecrets } from './secrets.ts';
import { signingKey } from './signing-key.ts';
import {
  anchorsAccount,
  anchorsContainer,
  anchorsContainerId,
  clientIds,
  cloudPcAccount,
  cloudPcContainer,
  dataKeysContainer,
  ledgerOrigin,
  lockerAccount,
  lockerResourceGroup,
  logWorkspaceCustomerId,
  oidcClientId,
  referenceAccount,
  referenceContainer,
  referenceVaultId,
  snapshotResourceGroups,
  stagingInAccount,
  stagingInContainer,
  subscriptions,
  tenantId,
  vaultId,
} from './tenant.ts';

const home = resolve(process.env.HOLDFAST_HOME ?? '.holdfast');
const publicUrl = process.env.HOLDFAST_PUBLIC_URL ?? 'http://127.0.0.1:3000';

/** The local cloud: one process, loopback only, whose state lies under $HOLDFAST_HOME/cloud. */
async function main(): Promise<void> {
  const folder = join(home, 'cloud');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { ports, listening } = await cloudPorts(join(folder, 'ports.json'));
  const clock = cloudClock();
  const tls = await cloudCertificates(join(folder, 'tls'), clock.now());
  const secrets = cloudSecrets(join(folder, 'secrets'));
  const key = signingKey(join(folder, 'secrets/token-signing.pem'));
  // For trying `holdfast provision`: subscriptions in which nothing was set up yet.
  const bare = process.env.HOLDFAST_CLOUD_BARE === 'yes';
  const store = openState(join(folder, 'state.json'), clock.now(), bare);
  if (!bare) provisionAnchors(store, clock.now());
  const access = accessBook(store, clock.now);
  const faults = faultScript();
  const counts = requestCounts();
  const people = directory();
  const speed: CloudSpeed = { operationSeconds: 1, activityDelaySeconds: 2, defenderCalls: 1 };
  const outages: LogOutage[] = [];
  const issuer = `http://127.0.0.1:${ports.signIn}/${tenantId}`;
  const origin = (port: number) => `https://localhost:${port}`;

  const disks = await openDiskStore({
    home,
    exportBaseUrl: () => `https://127.0.0.1:${ports.diskExport}`,
    now: clock.now,
  });
  const machines = machineCatalogue(disks.list());
  const blob = await startBlobFacade({
    home,
    control: controlPlane({ key, store, access, clock }),
    disks,
    faults,
    tls,
    tenantId,
    ports: { publicPort: ports.blobPublic, privatePort: ports.blobPrivate, exportPort: ports.diskExport },
  });
  if (!bare) await provisionReference(store, blob.layBlob, clock.now());
  if (!bare) await provisionImportStorage(store, blob.layBlob, clock.now());
  const { authorities, rootsFolder } = await openAuthorities(join(folder, 'tsa'), clock.now);
  const vault = openVaultContents(
    join(folder, 'secrets/vault.json'),
    clock.now(),
    readIfThere(join(home, 'keys/ledger-ed25519.pem')),
  );
  const reportCertificateFile = await reportCertificate(folder, vault, clock.now());
  const endpoints = endpointsOf({
    ...{ ports, issuer, caFile: tls.caFile, secrets, rootsFolder, vault, reportCertificateFile },
  });
  const shared = { tls, key, now: clock.now, faults, counts, access };
  const defender = startDefender({
    ...shared,
    home,
    machines,
    seededAt: new Date(store.state.seededAt),
    speed,
    origin: () => origin(ports.defender),
  });
  const servers: readonly (readonly [Server, number])[] = [
    [
      vaultServer({ ...shared, id: vaultId, contents: vault, origin: () => origin(ports.vault) }),
      ports.vault,
    ],
    [
      vaultServer({
        ...{ ...shared, id: referenceVaultId, contents: referenceVaultContents() },
        origin: () => origin(ports.referenceVault),
      }),
      ports.referenceVault,
    ],
    [
      entraServer({
        issuer,
        clientSecret: secrets.clientSecret,
        publicUrl,
        key,
        identityHeader: secrets.identityHeader,
        now: clock.now,
        directory: people,
        access,
      }),
      ports.signIn,
    ],
    [
      startArm({
        ...shared,
        store,
        disks,
        machines,
        openBlob: blob.openBlob,
        speed,
        record: exchangeRecorder(process.env.HOLDFAST_RECORD_EXCHANGES),
        origin: () => origin(ports.arm),
        blobEndpoint: () => endpoints.lockerBlobEndpoint,
      }),
      ports.arm,
    ],
    [
      graphServer({
        ...shared,
        machines,
        directory: people,
        seededAt: new Date(store.state.seededAt),
        huntingTables: defender.tables,
        origin: () => origin(ports.graph),
      }),
      ports.graph,
    ],
    [logServer({ ...shared, home, delaySeconds: () => speed.activityDelaySeconds, outages }), ports.logs],
    [defender.server, ports.defender],
    [tsaServer({ authorities, faults, counts }), ports.timestamps],
    [
      adminServer({
        token: secrets.adminToken,
        faults,
        clock,
        speed,
        counts,
        key,
        issuer,
        directory: people,
        access,
        outages,
        changeDefender: defender.change,
      }),
      ports.admin,
    ],
  ];
  for (const [server, port] of servers) await listenOnLoopback(server, port);
  await listening();
  stopOnSignal(async () => {
    defender.stop();
    await Promise.all(servers.map(([server]) => closeServer(server)));
    await blob.close();
    store.save();
  });
  writeOwnerOnly(join(folder, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`);
  process.stdout.write('{"ready":true}\n');
}

function endpointsOf(parts: {
  readonly ports: CloudPorts;
  readonly issuer: string;
  readonly caFile: string;
  readonly secrets: ReturnType<typeof cloudSecrets>;
  readonly rootsFolder: string;
  readonly vault: VaultContents;
  readonly reportCertificateFile: string;
}): CloudEndpoints {
  const { ports, secrets } = parts;
  return {
    caFile: parts.caFile,
    arm: `https://localhost:${ports.arm}`,
    graph: `https://localhost:${ports.graph}`,
    oidcIssuer: parts.issuer,
    oidcClientId,
    oidcClientSecret: secrets.clientSecret,
    identityEndpoint: `http://127.0.0.1:${ports.signIn}/msi/token`,
    identityHeader: secrets.identityHeader,
    lockerBlobEndpoint: `https://127.0.0.1:${ports.blobPrivate}/${lockerAccount}`,
    timestampAuthorities: {
      'embedded-ec': `http://127.0.0.1:${ports.timestamps}/embedded-ec`,
      'embedded-rsa': `http://127.0.0.1:${ports.timestamps}/embedded-rsa`,
    },
    timestampRootsFolder: parts.rootsFolder,
    defender: `https://localhost:${ports.defender}`,
    logs: `https://localhost:${ports.logs}`,
    logWorkspaceId: logWorkspaceCustomerId,
    adminEndpoint: `http://127.0.0.1:${ports.admin}`,
    adminTokenFile: secrets.adminTokenFile,
    tenantId,
    productionSubscriptionId: subscriptions.production,
    socSubscriptionId: subscriptions.soc,
    lockerResourceGroup,
    lockerAccount,
    anchorsContainerUrl: `https://127.0.0.1:${ports.blobPrivate}/${anchorsAccount}/${anchorsContainer}`,
    anchorsContainerId,
    dataKeysContainerUrl: `https://127.0.0.1:${ports.blobPrivate}/${lockerAccount}/${dataKeysContainer}`,
    ledger: { origin: ledgerOrigin, verifierKeys: ledgerVerifierKeys(parts.vault, ledgerOrigin) },
    vault: vaultAddresses(`https://localhost:${ports.vault}`),
    reportCertificateFile: parts.reportCertificateFile,
    reference: {
      containerUrl: `https://127.0.0.1:${ports.blobPrivate}/${referenceAccount}/${referenceContainer}`,
      vaultUrl: `https://localhost:${ports.referenceVault}`,
    },
    importStorage: {
      stagingContainerUrl: `https://127.0.0.1:${ports.blobPrivate}/${stagingInAccount}/${stagingInContainer}`,
      windows365ContainerUrl: `https://127.0.0.1:${ports.blobPublic}/${cloudPcAccount}/${cloudPcContainer}`,
    },
    snapshotResourceGroups,
    clientIds: clientIds(),
  };
}

/** The vault's first versions; a later one would be named by whoever rotated the key. */
function vaultAddresses(origin: string): CloudEndpoints['vault'] {
  const version = '1'.padStart(32, '0');
  return {
    checkpointSecretId: `${origin}/secrets/${vaultNames.checkpointSecret}/${version}`,
    checkpointKeyId: `${origin}/keys/${vaultNames.checkpointKey}/${version}`,
    dataKeysKeyId: `${origin}/keys/${vaultNames.dataKeysKey}/${version}`,
    reportKeyId: `${origin}/keys/${vaultNames.reportKey}/${version}`,
  };
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('local cloud, stopping:', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

main().catch((error: unknown) => {
  process.stderr.write(`local cloud: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
