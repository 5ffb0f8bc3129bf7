import { createHash } from 'node:crypto';
import { vaultNames } from '../vault/vault-contents.ts';
import { type RoleDefinition, roleDefinitions } from './role-definitions.ts';
import {
  anchorsContainerId,
  dataKeysContainerId,
  lockerAccountId,
  people,
  serviceNamed,
  snapshotResourceGroups,
  stagingContainerId,
  subscriptions,
  vaultId,
} from './tenant.ts';

export interface RoleAssignment {
  readonly guid: string;
  readonly scope: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'ServicePrincipal';
  readonly role: RoleDefinition;
}

const production = `/subscriptions/${subscriptions.production}`;
const soc = `/subscriptions/${subscriptions.soc}`;
const restricted = `/subscriptions/${subscriptions.restricted}`;

/** Who holds which role where. People without an entry (auditor, controllers, investigator) reach nothing in Azure. */
export const roleAssignments: readonly RoleAssignment[] = [
  ...['analyst', 'responder', 'lead-1', 'lead-2'].map((account) => forPerson(account, production)),
  forPerson('lead-1', restricted),
  ...[production, soc, restricted].map((scope) => forService('reader', scope, 'Holdfast Reader')),
  ...[production, restricted].map((scope) => forService('acquirer', scope, 'Holdfast Source Reader')),
  ...Object.values(snapshotResourceGroups).map((scope) =>
    forService('acquirer', scope, 'Holdfast Snapshot Operator'),
  ),
  // Polling a snapshot's operation happens at subscription scope, outside any resource group.
  forService('acquirer', soc, 'Holdfast Operation Poller'),
  forService('locker', lockerAccountId, 'Holdfast Evidence Writer'),
  forService('locker', stagingContainerId, 'Holdfast Staging Cleaner'),
  forService('custodian', lockerAccountId, 'Holdfast Custodian'),
  forService('anchorer', anchorsContainerId, 'Holdfast Ledger Anchorer'),
  forService('sequencer', dataKeysContainerId, 'Holdfast Data Key Keeper'),
  // The signing secret alone, and the two keys: nothing else that the vault may hold.
  forService('sequencer', `${vaultId}/secrets/${vaultNames.checkpointSecret}`, 'Key Vault Secrets User'),
  forService('sequencer', `${vaultId}/keys/${vaultNames.checkpointKey}`, 'Key Vault Crypto User'),
  forService('sequencer', `${vaultId}/keys/${vaultNames.dataKeysKey}`, 'Key Vault Crypto User'),
];

/** True if an assignment at the scope or above it gives the action. Names compare without case, `*` spans segments. */
export function allows(
  objectId: string,
  scope: string,
  action: string,
  kind: 'action' | 'dataAction',
): boolean {
  return assignmentsOver(scope)
    .filter((one) => one.principalId === objectId)
    .some((one) =>
      (kind === 'action' ? one.role.actions : one.role.dataActions).some((held) => covers(held, action)),
    );
}

/** Assignments that hold at this scope: its own and those of every scope above it. */
export function assignmentsOver(scope: string): readonly RoleAssignment[] {
  return roleAssignments.filter((one) => isWithin(scope, one.scope));
}

export function isWithin(scope: string, ancestor: string): boolean {
  const inner = scope.toLowerCase();
  const outer = ancestor.toLowerCase().replace(/\/+$/, '');
  return inner === outer || inner.startsWith(`${outer}/`);
}

function covers(held: string, action: string): boolean {
  const pattern = held.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${pattern}$`, 'i').test(action);
}

function forPerson(account: string, scope: string): RoleAssignment {
  const person = people.find((one) => one.account === account);
  if (person === undefined) throw new Error(`The embedded tenant has no account ${account}.`);
  return assign(person.objectId, 'User', 'Reader', scope);
}

function forService(name: Parameters<typeof serviceNamed>[0], scope: string, role: string): RoleAssignment {
  return assign(serviceNamed(name).objectId, 'ServicePrincipal', role, scope);
}

function assign(
  principalId: string,
  principalType: RoleAssignment['principalType'],
  roleName: string,
  scope: string,
): RoleAssignment {
  const role = roleDefinitions.find((one) => one.name === roleName);
  if (role === undefined) throw new Error(`The embedded tenant has no role ${roleName}.`);
  return {
    guid: stableGuid(`${principalId} ${role.guid} ${scope}`),
    scope,
    principalId,
    principalType,
    role,
  };
}

/** The same name gives the same GUID at every start. */
export function stableGuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
