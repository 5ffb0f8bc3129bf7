/**
 * How the services of the embedded cloud know each other. Each is a model (state, rules) and a handler (wire);
 * they live in one process and meet only through these interfaces.
 */

/** Disk bytes: the demo disks, what was dropped into cloud/disks, their snapshots and export links. */
export interface DiskStore {
  /** Every disk image found, valid or not. `fileBytes` is the size of the fixed form, footer included. */
  list(): readonly DiskImage[];
  /** Takes a point-in-time copy under `snapshotId` (safe to repeat). */
  takeSnapshot(diskKey: string, snapshotId: string): Promise<{ readonly sizeBytes: bigint }>;
  deleteSnapshot(snapshotId: string): Promise<void>;
  /** Opens an export link, or answers the live one. The URL carries a signature and dies on revoke or expiry. */
  grant(snapshotId: string, seconds: number): { readonly url: string; readonly expiresAt: Date };
  revoke(snapshotId: string): void;
  /** A disk made from evidence, empty at first; its bytes come in one piece or over a write link. */
  createDisk(diskId: string, sizeBytes: number): Promise<void>;
  fillDisk(diskId: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  grantDisk(
    diskId: string,
    seconds: number,
    writable: boolean,
  ): { readonly url: string; readonly expiresAt: Date };
  revokeDisk(diskId: string): void;
  deleteDisk(diskId: string): Promise<void>;
}

export interface DiskImage {
  readonly key: string; // "<vm name>/<file name>"
  readonly vmName: string;
  readonly fileName: string;
  readonly demo: boolean;
  readonly format: 'fixed' | 'dynamic' | 'invalid';
  readonly problem: string | null; // one line, for an invalid file
  readonly virtualSizeBytes: bigint; // payload, without the footer; of an invalid file all that is there
}

/** What the blob facade asks of the control plane for every request. */
export interface ControlPlane {
  /** The principal of a bearer token for this audience, or null if the token does not hold. */
  principalOf(
    bearer: string,
    audience: string,
  ): { readonly objectId: string; readonly upn: string | null } | null;
  allows(objectId: string, scope: string, action: string, kind: 'action' | 'dataAction'): boolean;
  account(name: string): StorageAccountFacts | null;
  container(account: string, name: string): ContainerFacts | null;
  /** Data-plane creation of a container. */
  createContainer(account: string, name: string): ContainerFacts;
  listContainers(account: string): readonly ContainerFacts[];
  /** Whether a diagnostic setting of the account sends this category anywhere. */
  collectsLogs(account: string, category: string): boolean;
  now(): Date; // the virtual clock
}

export interface StorageAccountFacts {
  readonly name: string;
  readonly resourceId: string;
  readonly location: string;
  readonly publicNetworkAccess: 'Enabled' | 'Disabled';
  readonly allowSharedKeyAccess: boolean;
  /** What holds at the public endpoint for addresses that no rule names. */
  readonly defaultAction: 'Allow' | 'Deny';
  readonly allowedAddresses: readonly string[]; // single or CIDR
  /** Keys that were made before this sign nothing any more. */
  readonly delegationKeysRevokedAt: Date | null;
}

export interface ContainerFacts {
  readonly name: string;
  readonly etag: string;
  readonly lastModified: Date;
  readonly metadata: Readonly<Record<string, string>>;
  readonly policy: {
    readonly state: 'Unlocked' | 'Locked';
    readonly days: number;
    readonly allowProtectedAppendWrites: boolean;
  } | null;
  readonly legalHoldTags: readonly string[];
}

/** Faults on demand, per operation, set over the admin endpoint. */
export interface FaultScript {
  /** The fault to play for this operation now, or null. Counts down `times`. */
  take(operation: string): Fault | null;
}

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfter?: number;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'drop'; readonly afterBytes: number }
  | { readonly kind: 'corrupt'; readonly atByte: number }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'fail-async'; readonly code: string; readonly message: string }
  | { readonly kind: 'lie'; readonly how: string }; // a wrong answer that looks right; each service knows its own

/** Written to $HOLDFAST_HOME/cloud/endpoints.json when the cloud is ready; read by the supervisor. */
export interface CloudEndpoints {
  readonly caFile: string;
  readonly arm: string; // https://localhost:PORT
  readonly graph: string; // https://localhost:PORT (its own listener or path), without /v1.0
  readonly oidcIssuer: string; // http://127.0.0.1:PORT/<tenant id>
  readonly oidcClientId: string;
  readonly oidcClientSecret: string;
  readonly identityEndpoint: string; // http://127.0.0.1:PORT/msi/token
  readonly identityHeader: string;
  readonly lockerBlobEndpoint: string; // https://127.0.0.1:PORT/<account>, the private endpoint
  /** The time-stamp authorities, by name; `<name>.pem` in the folder is each one's root. */
  readonly timestampAuthorities: Readonly<Record<string, string>>; // http://127.0.0.1:PORT/<name>
  readonly timestampRootsFolder: string;
  readonly defender: string; // https://localhost:PORT, without /api
  readonly logs: string; // https://localhost:PORT, stands for api.loganalytics.io
  readonly logWorkspaceId: string; // the workspace's own id, as its queries name it
  readonly adminEndpoint: string; // http://127.0.0.1:PORT
  readonly adminTokenFile: string; // owner-only
  readonly tenantId: string;
  readonly productionSubscriptionId: string;
  readonly socSubscriptionId: string;
  readonly lockerResourceGroup: string;
  readonly lockerAccount: string;
  readonly anchorsContainerUrl: string; // https://127.0.0.1:PORT/<account>/<container>, in another subscription
  readonly anchorsContainerId: string;
  readonly dataKeysContainerUrl: string;
  readonly ledger: { readonly origin: string; readonly verifierKeys: readonly string[] }; // vkey lines, Ed25519 first
  readonly vault: {
    readonly checkpointSecretId: string; // https://localhost:PORT/secrets/<name>/<version>
    readonly checkpointKeyId: string; // https://localhost:PORT/keys/<name>/<version>
    readonly dataKeysKeyId: string;
    readonly reportKeyId: string;
  };
  /** The custody room of the older reference. */
  readonly reference: { readonly containerUrl: string; readonly vaultUrl: string };
  /** Where files wait that are to become evidence. */
  readonly importStorage: { readonly stagingContainerUrl: string; readonly windows365ContainerUrl: string };
  readonly reportCertificateFile: string; // PEM, the signer's own first
  readonly snapshotResourceGroups: Readonly<Record<string, string>>; // region → resource group id
  readonly clientIds: {
    readonly reader: string;
    readonly acquirer: string;
    readonly locker: string;
    readonly custodian: string;
    readonly sequencer: string;
    readonly anchorer: string;
    readonly linkSigner: string;
    readonly diskExporter: string;
    readonly logReader: string;
    readonly rotator: string;
    readonly eraser: string;
    readonly disposer: string;
    readonly importer: string;
    readonly deviceReader: string;
    readonly deviceCollector: string;
    readonly deviceResponder: string;
    readonly librarian: string;
    readonly reportSigner: string;
  };
}
