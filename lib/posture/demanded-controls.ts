import type { Control, NetworkRulesDeny, RightHeldByControllers } from './control.ts';
import type { GuardedRight } from './guarded-right.ts';
import { identityRoles, type ProductIdentity, productIdentities } from './identity-roles.ts';

/** What the product watches. Scopes are ARM's; people and identities are object ids. */
export interface WatchedHouse {
  readonly controllers: readonly string[];
  readonly identities: Readonly<Partial<Record<ProductIdentity, string>>>; // those that are set up
  readonly account: string; // the locker
  readonly containers: readonly WatchedContainer[];
  readonly snapshotGroups: readonly string[];
  readonly workspace: string;
  readonly anchors: string | null; // the account of the ledger's anchors, of another department
  readonly privateEndpoints: readonly string[];
  readonly network: Pick<NetworkRulesDeny, 'rules' | 'bypass'>;
}

/** A container that is under protection: not the one for pages in transit. */
export interface WatchedContainer {
  readonly scope: string;
  readonly retentionDays: number;
  readonly holdTag: string | null; // null: it was lifted by those who may, so none is demanded
}

/** Every control that the house must pass, in the order of a page: identity, storage, evidence. */
export function demandedControls(house: WatchedHouse): readonly Control[] {
  const { account, containers } = house;
  return [
    { kind: 'two-controllers' },
    ...onAccount.map((right) => heldBy(house, right, account)),
    ...containers.flatMap(({ scope }) => onContainer.map((right) => heldBy(house, right, scope))),
    ...house.snapshotGroups.flatMap((group) => [
      heldBy(house, 'write-role-assignments', group),
      heldBy(house, 'export-disks', group),
    ]),
    ...anchorsWriters(house),
    ...productIdentities.flatMap((name) => withinItsRole(house, name)),
    { kind: 'public-network-off', account },
    { kind: 'network-rules-deny', account, ...house.network },
    { kind: 'private-endpoints', account, endpoints: house.privateEndpoints },
    { kind: 'shared-keys-off', account },
    { kind: 'anonymous-access-off', account },
    { kind: 'minimum-tls', account },
    { kind: 'blob-logs', account, workspace: house.workspace },
    { kind: 'lock', scope: account },
    ...containers.flatMap((container): Control[] => [
      { kind: 'retention-locked', container: container.scope, days: container.retentionDays },
      ...(container.holdTag === null
        ? []
        : [{ kind: 'legal-hold', container: container.scope, tag: container.holdTag } as const]),
    ]),
  ];
}

/** Deleting is asked of each protected container alone: in transit, pages must be deleted. */
const onContainer: readonly GuardedRight[] = ['read-blobs', 'write-blobs', 'delete-blobs'];

const onAccount: readonly GuardedRight[] = [
  'write-role-assignments',
  'write-role-definitions',
  'change-activation-rules',
  'clear-legal-holds',
  'delete-retention',
  'shorten-retention',
  'extend-retention',
  'write-storage-account',
  'list-account-keys',
  'read-blobs',
  'write-blobs',
  'make-user-delegation-keys',
  'delete-locks',
  'change-diagnostic-settings',
];

function heldBy(house: WatchedHouse, right: GuardedRight, scope: string): RightHeldByControllers {
  const { controllers, identities } = house;
  return {
    kind: 'right-held-by-controllers',
    right,
    scope,
    controllers: touchesBytes(right) ? [] : controllers,
    // Elsewhere it is enough that nobody else holds it.
    bothMustHold:
      scope === house.account && (right === 'write-role-assignments' || right === 'clear-legal-holds'),
    alsoAllowed: identitiesFor(right, scope === house.account).flatMap((name) => identities[name] ?? []),
    productIdentities: Object.values(identities),
    standing: 'forbidden',
  };
}

/** What the department's own people may do to its account is theirs; writing anchors is the anchorer's alone. */
function anchorsWriters(house: WatchedHouse): readonly Control[] {
  const { anchors, identities } = house;
  if (anchors === null) return [];
  const alsoAllowed = identities.anchorer === undefined ? [] : [identities.anchorer];
  return [{ ...heldBy(house, 'write-blobs', anchors), alsoAllowed }];
}

/** Not even a controller reads or writes evidence: that goes through the portal, with a grant. */
function touchesBytes(right: GuardedRight): boolean {
  return right === 'read-blobs' || right === 'write-blobs';
}

/** In the whole account there are also the containers of data keys, which other identities read and write. */
function identitiesFor(right: GuardedRight, inWholeAccount: boolean): readonly ProductIdentity[] {
  switch (right) {
    case 'read-blobs':
      return [
        'locker',
        'link-signer',
        'disposer',
        ...(inWholeAccount ? (['sequencer', 'eraser'] as const) : []),
      ];
    case 'write-blobs':
      return ['locker', ...(inWholeAccount ? (['sequencer', 'eraser'] as const) : [])];
    case 'shorten-retention': // the same action sets the policy that is then locked
    case 'extend-retention':
      return ['custodian'];
    case 'export-disks':
      return ['acquirer'];
    case 'delete-blobs':
      return ['disposer'];
    case 'make-user-delegation-keys':
      return ['link-signer'];
    case 'write-role-assignments':
    case 'write-role-definitions':
    case 'change-activation-rules':
    case 'clear-legal-holds':
    case 'delete-retention':
    case 'write-storage-account':
    case 'list-account-keys':
    case 'delete-locks':
    case 'change-diagnostic-settings':
      return [];
  }
}

function withinItsRole({ identities }: WatchedHouse, name: ProductIdentity): readonly Control[] {
  const identity = identities[name];
  if (identity === undefined) return [];
  return [{ kind: 'identity-within-its-role', identity, name, ...identityRoles[name] }];
}
