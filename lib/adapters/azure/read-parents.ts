import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ScopeParent } from '../../posture/access-snapshot.ts';
import { type ArmAccess, armScope } from './arm-clients.ts';
import { plainRequest } from './plain-request.ts';

const entities = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      properties: z.object({ parentNameChain: z.array(z.string()).nullish() }),
    }),
  ),
});

/**
 * The management groups above a subscription, each with its parent; the topmost has none.
 * Source: Microsoft Learn, "Entities - List" of management groups, 2020-05-01.
 * Throws what the service refuses with, and `cloud-unavailable` if it does not name the subscription.
 */
export async function readParents(
  access: ArmAccess,
  subscriptionId: string,
  signal: AbortSignal,
): Promise<readonly ScopeParent[]> {
  const url = new URL('/providers/Microsoft.Management/getEntities', access.armEndpoint);
  url.searchParams.set('api-version', '2020-05-01');
  url.searchParams.set('$filter', `name eq '${subscriptionId}'`);
  const answer = entities.safeParse(
    await plainRequest(
      {
        credential: access.credential,
        scope: armScope,
        method: 'POST',
        url: url.href,
      },
      signal,
    ),
  );
  const chain = answer.data?.value.find((one) => one.name === subscriptionId)?.properties.parentNameChain;
  if (chain === undefined || chain === null)
    throw new CustodyError('cloud-unavailable', 'Azure did not say under which management group this lies.');
  const places = [...chain.map(managementGroupId), `/subscriptions/${subscriptionId}`];
  return places.map((scope, index) => ({ scope, parent: places[index - 1] ?? null })).toReversed();
}

function managementGroupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}
