import type { StateFile } from '../cloud/cloud-state.ts';
import type { AccountRecord } from '../cloud/guard-records.ts';
import { lockerPrivateEndpointId } from '../cloud/tenant.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import { requireGroup } from './resource-groups.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const type = 'Microsoft.Network/privateEndpoints';
const path = `/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/${type}/{name}`;

/** Private endpoints of storage accounts: one for each, approved at once. Shapes: Microsoft.Network 2024-05-01. */
export function privateEndpointRoutes(store: StateFile): readonly ArmRoute[] {
  const base = { apiVersion: '2024-05-01', path } as const;
  return [
    {
      ...base,
      operation: 'PrivateEndpoints_Get',
      method: 'GET',
      action: `${type}/read`,
      run: (request) => ({ status: 200, body: endpointBody(request, accountBehind(store, request)) }),
    },
    {
      ...base,
      operation: 'PrivateEndpoints_CreateOrUpdate',
      method: 'PUT',
      action: `${type}/write`,
      run: (request) => put(store, request),
    },
  ];
}

function accountBehind(store: StateFile, request: ArmRequest): AccountRecord {
  const { name = '', group = '' } = request.params;
  const behind = Object.values(store.state.accounts).find(
    (one) =>
      one.privateEndpointStatus !== null &&
      (one.privateEndpointId ?? lockerPrivateEndpointId).toLowerCase() === request.path.toLowerCase(),
  );
  if (behind === undefined) throw resourceNotFound(type, name, group);
  return behind;
}

interface WantedEndpoint {
  readonly subnet?: { readonly id?: string };
  readonly privateLinkServiceConnections?: readonly {
    readonly properties?: { readonly privateLinkServiceId?: string };
  }[];
}

/** Whoever may write both sides approves by making it. */
function put(store: StateFile, request: ArmRequest): ArmReply {
  const { subscriptionId = '', group = '' } = request.params;
  requireGroup(store, subscriptionId, group);
  const wanted = (request.body.properties ?? {}) as WantedEndpoint;
  if (!/\/subnets\/[^/]+$/i.test(wanted.subnet?.id ?? ''))
    throw new ArmError(400, 'InvalidRequestFormat', 'A private endpoint needs the id of a subnet.');
  const target = wanted.privateLinkServiceConnections?.[0]?.properties?.privateLinkServiceId ?? '';
  const account = Object.values(store.state.accounts).find(
    (one) => one.id.toLowerCase() === target.toLowerCase(),
  );
  if (account === undefined)
    throw new ArmError(400, 'InvalidResourceReference', `Resource ${target} referenced was not found.`);
  account.privateEndpointStatus = 'Approved';
  account.privateEndpointId = request.path;
  store.save();
  return { status: 201, body: endpointBody(request, account) };
}

function endpointBody({ path: id, params }: ArmRequest, account: AccountRecord): Record<string, unknown> {
  const properties = {
    privateLinkServiceId: account.id,
    groupIds: ['blob'],
    privateLinkServiceConnectionState: { status: account.privateEndpointStatus, actionsRequired: 'None' },
  };
  return {
    id,
    name: params.name,
    type,
    location: account.location,
    properties: {
      provisioningState: 'Succeeded',
      privateLinkServiceConnections: [{ name: params.name, properties }],
    },
  };
}
