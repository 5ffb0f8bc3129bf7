import type { StateFile } from '../cloud/cloud-state.ts';
import type { ResourceGroupRecord } from '../cloud/guard-records.ts';
import { ArmError } from './arm-error.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const path = '/subscriptions/{subscriptionId}/resourcegroups/{group}';
const rights = 'Microsoft.Resources/subscriptions/resourceGroups';

/** Resource groups, read and made. Shapes: Microsoft.Resources 2021-04-01. */
export function resourceGroupRoutes(store: StateFile): readonly ArmRoute[] {
  const base = { apiVersion: '2021-04-01', path } as const;
  return [
    {
      ...base,
      operation: 'ResourceGroups_Get',
      method: 'GET',
      action: `${rights}/read`,
      run: ({ params: { subscriptionId = '', group = '' } }) => ({
        status: 200,
        body: groupBody(requireGroup(store, subscriptionId, group)),
      }),
    },
    {
      ...base,
      operation: 'ResourceGroups_CreateOrUpdate',
      method: 'PUT',
      action: `${rights}/write`,
      run: (request) => put(store, request),
    },
  ];
}

/** The group, or Azure's 404 for one that is not there. */
export function requireGroup(store: StateFile, subscriptionId: string, group: string): ResourceGroupRecord {
  const known = store.state.resourceGroups[groupId(subscriptionId, group).toLowerCase()];
  if (known !== undefined) return known;
  throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
}

function put(store: StateFile, { params, body }: ArmRequest): ArmReply {
  const { subscriptionId = '', group = '' } = params;
  const id = groupId(subscriptionId, group);
  const location = String(body.location ?? '');
  const known = store.state.resourceGroups[id.toLowerCase()];
  if (known !== undefined && known.location !== location)
    throw new ArmError(
      409,
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${location}'. The Resource group already exists in location '${known.location}'.`,
    );
  const made = known ?? { id, location };
  store.state.resourceGroups[id.toLowerCase()] = made;
  store.save();
  return { status: known === undefined ? 201 : 200, body: groupBody(made) };
}

function groupId(subscriptionId: string, group: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
}

function groupBody({ id, location }: ResourceGroupRecord): Record<string, unknown> {
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.Resources/resourceGroups',
    location,
    properties: { provisioningState: 'Succeeded' },
  };
}
