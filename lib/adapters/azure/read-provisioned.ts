import type { StorageAccount } from '@azure/arm-storage';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import {
  containerId,
  type Found,
  type FoundAccount,
  type FoundAssignment,
  type FoundRole,
  type FoundState,
  keyOf,
  subscriptionOf,
} from '../../provision/found-state.ts';
import type { WantedContainer, WantedState } from '../../provision/wanted-state.ts';
import { type ArmAccess, authorizationClient, monitorClient, storageClient } from './arm-clients.ts';
import { armDocument } from './arm-document.ts';
import { allOf, cloudReading } from './cloud-reading.ts';
import { extensionsLeft } from './extensions-left.ts';
import { managementLocks } from './management-locks.ts';
import { parseResourceId, subscriptionIdOf } from './resource-id.ts';

export const groupsVersion = '2021-04-01';
export const endpointsVersion = '2024-05-01';
const atOnce = 6;

/** Everything that is wanted, as Azure has it now, seen with the rights of whoever runs this. */
export async function readProvisioned(
  access: ArmAccess,
  wanted: WantedState,
  signal: AbortSignal,
): Promise<FoundState> {
  const accounts = wanted.accounts.map(({ id }) => id);
  const scopes = wanted.assignments.map(({ scope }) => subscriptionOf(scope));
  const [roleScope = ''] = accounts;
  return {
    groups: await mapped(wanted.groups, ({ id }) => [id, () => readGroup(access, id, signal)]),
    accounts: await mapped(accounts, (id) => [id, () => readAccount(access, id, signal)]),
    endpoints: await mapped(wanted.endpoints, ({ id }) => [id, () => readEndpoint(access, id, signal)]),
    containers: await mapped(wanted.containers, (one) => [
      containerId(one.account, one.name),
      () => readContainer(access, one, signal),
    ]),
    logs: await mapped(wanted.logs, ({ account }) => [account, () => readLogs(access, account, signal)]),
    locks: await mapped(wanted.locks, ({ scope }) => [
      scope,
      () => managementLocks(access, subscriptionIdOf(scope), scope, signal),
    ]),
    roles: await readRoles(access, subscriptionOf(roleScope), wanted, signal),
    assignments: await mapped([...new Set(scopes)], (scope) => [
      scope,
      () => readAssignments(access, scope, signal),
    ]),
    eligibilities: await mapped([...new Set(wanted.eligibilities.map(({ scope }) => scope))], (scope) => [
      scope,
      () => readEligibilities(access, scope, signal),
    ]),
  };
}

/** Each thing read once, a few at a time, by its key. */
async function mapped<W, T>(
  wanted: readonly W[],
  ask: (one: W) => readonly [string, () => Promise<T>],
): Promise<ReadonlyMap<string, Found<T>>> {
  const found = new Map<string, Found<T>>();
  const left = wanted.map(ask);
  const readers = Array.from({ length: atOnce }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      found.set(keyOf(next[0]), await foundBy(next[1]));
  });
  await Promise.all(readers);
  return found;
}

async function foundBy<T>(read: () => Promise<T>): Promise<Found<T>> {
  const answer = await cloudReading('read what is there', read, 'person');
  if (answer.kind === 'read') return { state: 'present', value: answer.value };
  return answer.why === 'missing' ? { state: 'absent' } : { state: 'unread', words: answer.words };
}

const group = z.object({ location: z.string() });

async function readGroup(access: ArmAccess, id: string, signal: AbortSignal) {
  const { location } = await armDocument(access, { id, apiVersion: groupsVersion }, group, signal);
  return { region: location };
}

async function readAccount(access: ArmAccess, id: string, abortSignal: AbortSignal): Promise<FoundAccount> {
  const { subscriptionId, resourceGroup, name } = parseResourceId(id);
  const { storageAccounts } = storageClient(access, subscriptionId);
  return accountOf(await storageAccounts.getProperties(resourceGroup, name, { abortSignal }));
}

function accountOf(one: StorageAccount): FoundAccount {
  const rules = one.networkRuleSet;
  return {
    region: one.location,
    publicNetworkAccess: one.publicNetworkAccess ?? null,
    defaultAction: rules?.defaultAction ?? null,
    addresses: (rules?.ipRules ?? []).map((rule) => rule.iPAddressOrRange),
    subnets: (rules?.virtualNetworkRules ?? []).map((rule) => rule.virtualNetworkResourceId),
    resources: (rules?.resourceAccessRules ?? []).map((rule) => rule.resourceId ?? 'one without an id'),
    bypass: rules?.bypass ?? null,
    sharedKeys: one.allowSharedKeyAccess ?? null,
    anonymousAccess: one.allowBlobPublicAccess ?? null,
    httpsOnly: one.enableHttpsTrafficOnly ?? null,
    minimumTls: one.minimumTlsVersion ?? null,
  };
}

const endpoint = z.object({
  properties: z.object({
    privateLinkServiceConnections: z
      .array(z.object({ properties: z.object({ privateLinkServiceId: z.string() }) }))
      .nullish(),
  }),
});

async function readEndpoint(access: ArmAccess, id: string, signal: AbortSignal) {
  const { properties } = await armDocument(access, { id, apiVersion: endpointsVersion }, endpoint, signal);
  return {
    account: properties.privateLinkServiceConnections?.[0]?.properties.privateLinkServiceId ?? null,
  };
}

async function readContainer(access: ArmAccess, one: WantedContainer, abortSignal: AbortSignal) {
  const { subscriptionId, resourceGroup, name } = parseResourceId(one.account);
  const { blobContainers } = storageClient(access, subscriptionId);
  const { immutabilityPolicy: policy } = await blobContainers.get(resourceGroup, name, one.name, {
    abortSignal,
  });
  const days = policy?.immutabilityPeriodSinceCreationInDays ?? 0;
  if (policy?.state === undefined || days === 0) return { policy: null };
  return { policy: { locked: policy.state === 'Locked', days, extensionsLeft: extensionsLeft(policy) } };
}

async function readLogs(access: ArmAccess, account: string, abortSignal: AbortSignal) {
  const { diagnosticSettings } = monitorClient(access, subscriptionIdOf(account));
  // The client puts a slash before the resource itself.
  const resource = `${account}/blobServices/default`.replace(/^\//, '');
  return (await allOf(diagnosticSettings.list(resource, { abortSignal }))).map((one) => {
    const enabled = (one.logs ?? []).filter((log) => log.enabled);
    const measured = (one.metrics ?? []).some((metric) => metric.enabled);
    const others = [
      one.storageAccountId,
      one.eventHubAuthorizationRuleId,
      one.serviceBusRuleId,
      one.marketplacePartnerId,
    ];
    return {
      name: one.name ?? '',
      workspace: one.workspaceId ?? null,
      categories: enabled.flatMap((log) => log.category ?? []),
      groups: enabled.flatMap((log) => log.categoryGroup ?? []),
      feedsMore: measured || others.some(Boolean),
    };
  });
}

/** One list for all roles: a list that failed leaves every one of them unread. */
async function readRoles(
  access: ArmAccess,
  scope: string,
  { roles }: WantedState,
  abortSignal: AbortSignal,
): Promise<FoundState['roles']> {
  const { roleDefinitions } = authorizationClient(access, subscriptionIdOf(scope));
  const listed = await foundBy(() => allOf(roleDefinitions.list(scope, { abortSignal })));
  return new Map(
    roles.map(({ name }): [string, Found<FoundRole>] => {
      if (listed.state !== 'present') return [name, listed];
      const one = listed.value.find(({ roleName }) => roleName === name);
      if (one?.name === undefined) return [name, { state: 'absent' }];
      const permissions = one.permissions ?? [];
      const value = {
        guid: one.name,
        description: one.description ?? '',
        actions: permissions.flatMap(({ actions = [] }) => actions),
        notActions: permissions.flatMap(({ notActions = [] }) => notActions),
        dataActions: permissions.flatMap(({ dataActions = [] }) => dataActions),
        notDataActions: permissions.flatMap(({ notDataActions = [] }) => notDataActions),
        scopes: one.assignableScopes ?? [],
      };
      return [name, { state: 'present', value }];
    }),
  );
}

async function readAssignments(access: ArmAccess, scope: string, abortSignal: AbortSignal) {
  const { roleAssignments } = authorizationClient(access, subscriptionIdOf(scope));
  return (await allOf(roleAssignments.listForScope(scope, { abortSignal }))).map(assignmentOf);
}

async function readEligibilities(access: ArmAccess, scope: string, abortSignal: AbortSignal) {
  const { roleEligibilityScheduleInstances } = authorizationClient(access, subscriptionIdOf(scope));
  return (await allOf(roleEligibilityScheduleInstances.listForScope(scope, { abortSignal }))).map(
    assignmentOf,
  );
}

function assignmentOf(one: {
  readonly principalId?: string;
  readonly roleDefinitionId?: string;
  readonly scope?: string;
  readonly condition?: string;
}): FoundAssignment {
  const { principalId, roleDefinitionId, scope } = one;
  if (principalId === undefined || roleDefinitionId === undefined || scope === undefined)
    throw new CustodyError('cloud-unavailable', 'Azure described a role assignment in part only.');
  const roleGuid = roleDefinitionId.split('/').at(-1) ?? '';
  return { principal: principalId, roleGuid, scope, conditional: Boolean(one.condition) };
}
