import { CustodyError } from '../../custody/custody-error.ts';
import type { ProvisioningSite } from '../../ports/provisioning-site.ts';
import type { ProvisionStep } from '../../provision/provision-step.ts';
import { stepWords } from '../../provision/provision-step.ts';
import { stableGuid } from '../../provision/role-steps.ts';
import { type ArmAccess, authorizationClient, monitorClient, storageClient } from './arm-clients.ts';
import { anyDocument, armDocument } from './arm-document.ts';
import { callAzure } from './azure-error.ts';
import { endpointsVersion, groupsVersion, readProvisioned } from './read-provisioned.ts';
import { parseResourceId, subscriptionIdOf } from './resource-id.ts';

type StepOf<K extends ProvisionStep['kind']> = Extract<ProvisionStep, { readonly kind: K }>;

/** A subscription through Azure Resource Manager, with the credential of whoever runs this. */
export function azureProvisioningSite(access: ArmAccess): ProvisioningSite {
  return {
    read: (wanted, signal) => readProvisioned(access, wanted, signal),
    perform: (step, signal) => callAzure(doing(step), () => perform(access, step, signal), 'person'),
  };
}

function doing(step: ProvisionStep): string {
  const words = stepWords(step);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

async function perform(access: ArmAccess, step: ProvisionStep, signal: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'create-group':
      return await putDocument(access, step.id, groupsVersion, { location: step.region }, signal);
    case 'create-account':
      return await createAccount(access, step, signal);
    case 'mend-account':
      return await mendAccount(access, step, signal);
    case 'create-endpoint':
      return await putDocument(access, step.id, endpointsVersion, endpointBody(step), signal);
    case 'create-container':
      return await createContainer(access, step, signal);
    case 'set-retention':
      return await setRetention(access, step, signal);
    case 'lock-retention':
      return await lockRetention(access, step, signal);
    case 'extend-retention':
      return await extendRetention(access, step, signal);
    case 'send-logs':
      return await sendLogs(access, step, signal);
    case 'put-lock': {
      const id = `${step.scope}/providers/Microsoft.Authorization/locks/${step.name}`;
      const properties = { level: 'CanNotDelete', notes: step.notes };
      return await putDocument(access, id, '2020-05-01', { properties }, signal);
    }
    case 'put-role':
      return await putRole(access, step, signal);
    case 'assign-role':
      return await assignRole(access, step, signal);
    case 'make-eligible':
      return await makeEligible(access, step, signal);
  }
}

async function putDocument(
  access: ArmAccess,
  id: string,
  apiVersion: string,
  body: unknown,
  signal: AbortSignal,
): Promise<void> {
  await armDocument(access, { id, apiVersion, body }, anyDocument, signal);
}

/** Closed from its first moment: every guard is in the request that makes it. */
async function createAccount(
  access: ArmAccess,
  { id, region }: StepOf<'create-account'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { subscriptionId, resourceGroup, name } = parseResourceId(id);
  const account = {
    location: region,
    kind: 'StorageV2',
    sku: { name: 'Standard_ZRS' },
    publicNetworkAccess: 'Disabled',
    networkRuleSet: { defaultAction: 'Deny' as const, bypass: 'None', ipRules: [], virtualNetworkRules: [] },
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    enableHttpsTrafficOnly: true,
    defaultToOAuthAuthentication: true,
    minimumTlsVersion: 'TLS1_2',
  };
  await storageClient(access, subscriptionId).storageAccounts.create(resourceGroup, name, account, {
    abortSignal,
  });
}

/** Always with another property beside the rules: the client sends no request body of network rules alone. */
async function mendAccount(
  access: ArmAccess,
  { id, guards }: StepOf<'mend-account'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { subscriptionId, resourceGroup, name } = parseResourceId(id);
  const closed = {
    publicNetworkAccess: guards.publicNetworkAccess,
    networkRuleSet: {
      defaultAction: guards.defaultAction,
      bypass: guards.bypass,
      ipRules: guards.addresses.map((iPAddressOrRange) => ({ iPAddressOrRange })),
      virtualNetworkRules: guards.subnets.map((virtualNetworkResourceId) => ({ virtualNetworkResourceId })),
    },
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: guards.minimumTls,
  };
  await storageClient(access, subscriptionId).storageAccounts.update(resourceGroup, name, closed, {
    abortSignal,
  });
}

function endpointBody({ id, account, region, subnet }: StepOf<'create-endpoint'>) {
  const connection = { privateLinkServiceId: account, groupIds: ['blob'] };
  return {
    location: region,
    properties: {
      subnet: { id: subnet },
      privateLinkServiceConnections: [{ name: id.split('/').at(-1), properties: connection }],
    },
  };
}

async function createContainer(
  access: ArmAccess,
  { account, name: container }: StepOf<'create-container'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { subscriptionId, resourceGroup, name } = parseResourceId(account);
  const { blobContainers } = storageClient(access, subscriptionId);
  await blobContainers.create(resourceGroup, name, container, { publicAccess: 'None' }, { abortSignal });
}

/** Only over what the plan showed: what somebody set meanwhile may be longer. */
async function setRetention(
  access: ArmAccess,
  { account, container, days, before }: StepOf<'set-retention'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { subscriptionId, resourceGroup, name } = parseResourceId(account);
  const containers = storageClient(access, subscriptionId).blobContainers;
  const { immutabilityPolicy: is } = await containers.get(resourceGroup, name, container, { abortSignal });
  requireDays(container, is?.immutabilityPeriodSinceCreationInDays, before ?? 0);
  await containers.createOrUpdateImmutabilityPolicy(resourceGroup, name, container, {
    abortSignal,
    parameters: { immutabilityPeriodSinceCreationInDays: days, allowProtectedAppendWrites: false },
    ...(before === null || is?.etag === undefined ? {} : { ifMatch: is.etag }),
  });
}

function requireDays(container: string, is: number | undefined, shown: number): void {
  if ((is ?? 0) === shown) return;
  throw new CustodyError('conflict', `The retention of ${container} is no longer ${shown} days.`);
}

/** Only the very policy that the plan showed is locked: another length is somebody else's decision. */
async function lockRetention(
  access: ArmAccess,
  step: StepOf<'lock-retention'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { resourceGroup, name, containers, policy } = await policyOf(access, step, abortSignal);
  if (policy.state === 'Locked') return;
  requireDays(step.container, policy.immutabilityPeriodSinceCreationInDays, step.days);
  await containers.lockImmutabilityPolicy(resourceGroup, name, step.container, policy.etag ?? '', {
    abortSignal,
  });
}

/** Only from the length that the plan showed, as Azure extends a locked policy five times and no more. */
async function extendRetention(
  access: ArmAccess,
  step: StepOf<'extend-retention'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { resourceGroup, name, containers, policy } = await policyOf(access, step, abortSignal);
  const days = policy.immutabilityPeriodSinceCreationInDays;
  if ((days ?? 0) >= step.days) return;
  requireDays(step.container, days, step.before);
  await containers.extendImmutabilityPolicy(resourceGroup, name, step.container, policy.etag ?? '', {
    abortSignal,
    parameters: { immutabilityPeriodSinceCreationInDays: step.days },
  });
}

async function policyOf(
  access: ArmAccess,
  { account, container }: { readonly account: string; readonly container: string },
  abortSignal: AbortSignal,
) {
  const { subscriptionId, resourceGroup, name } = parseResourceId(account);
  const containers = storageClient(access, subscriptionId).blobContainers;
  const policy = await containers.getImmutabilityPolicy(resourceGroup, name, container, { abortSignal });
  return { resourceGroup, name, containers, policy };
}

async function sendLogs(
  access: ArmAccess,
  { account, name, workspace, categories, groups }: StepOf<'send-logs'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { diagnosticSettings } = monitorClient(access, subscriptionIdOf(account));
  const resource = `${account}/blobServices/default`.replace(/^\//, '');
  const logs = [
    ...categories.map((category) => ({ category, enabled: true })),
    ...groups.map((categoryGroup) => ({ categoryGroup, enabled: true })),
  ];
  await diagnosticSettings.createOrUpdate(
    resource,
    name,
    { workspaceId: workspace, logs, logAnalyticsDestinationType: 'Dedicated' },
    { abortSignal },
  );
}

async function putRole(access: ArmAccess, step: StepOf<'put-role'>, abortSignal: AbortSignal): Promise<void> {
  const { roleDefinitions } = authorizationClient(access, subscriptionIdOf(step.home));
  const definition = {
    roleName: step.name,
    roleType: 'CustomRole',
    description: step.description,
    assignableScopes: [...step.scopes],
    permissions: [{ actions: [...step.actions], dataActions: [...step.dataActions] }],
  };
  await roleDefinitions.createOrUpdate(step.home, step.guid, definition, { abortSignal });
}

async function assignRole(
  access: ArmAccess,
  { scope, roleGuid, principal }: StepOf<'assign-role'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { roleAssignments } = authorizationClient(access, subscriptionIdOf(scope));
  const assignment = {
    roleDefinitionId: definitionId(scope, roleGuid),
    principalId: principal,
    principalType: 'ServicePrincipal', // an identity made a moment ago is not everywhere in the directory yet
  };
  const name = stableGuid(`${principal} ${roleGuid} ${scope.toLowerCase()}`);
  await roleAssignments.create(scope, name, assignment, { abortSignal });
}

/** Source: Microsoft Learn, "Role Eligibility Schedule Requests - Create", 2020-10-01. */
async function makeEligible(
  access: ArmAccess,
  { scope, roleGuid, principal }: StepOf<'make-eligible'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { roleEligibilityScheduleRequests } = authorizationClient(access, subscriptionIdOf(scope));
  const request = {
    roleDefinitionId: definitionId(scope, roleGuid),
    principalId: principal,
    requestType: 'AdminAssign',
    justification: 'A controller of the evidence locker.',
    scheduleInfo: { startDateTime: new Date(), expiration: { type: 'NoExpiration' } },
  };
  const name = stableGuid(`${principal} ${roleGuid} ${scope.toLowerCase()} ${Date.now()}`);
  await roleEligibilityScheduleRequests.create(scope, name, request, { abortSignal });
}

function definitionId(scope: string, guid: string): string {
  return `/subscriptions/${subscriptionIdOf(scope)}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}
