import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { azureScope, coversScope } from '../../posture/azure-scope.ts';
import type { Lock } from '../../posture/posture-facts.ts';
import { type ArmAccess, armScope } from './arm-clients.ts';
import { plainRequest } from './plain-request.ts';

const locksPage = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      properties: z.object({ level: z.string() }),
    }),
  ),
  nextLink: z.string().optional(),
});

/**
 * The locks that hold at a resource: its own and those above it in its subscription.
 * Source: Management Locks REST API 2020-05-01, "List By Scope".
 * Throws what the service refuses with, and `cloud-unavailable` for an answer of another shape.
 */
export async function managementLocks(
  access: ArmAccess,
  subscriptionId: string,
  resourceId: string,
  signal: AbortSignal,
): Promise<readonly Lock[]> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/locks?api-version=2020-05-01`;
  const locks: Lock[] = [];
  for (let url: string | undefined = new URL(path, access.armEndpoint).href; url !== undefined; ) {
    requireOwnHost(url, access.armEndpoint);
    const answer: unknown = await plainRequest(
      { credential: access.credential, scope: armScope, method: 'GET', url },
      signal,
    );
    const page = locksPage.safeParse(answer);
    if (!page.success)
      throw new CustodyError('cloud-unavailable', 'Azure described its locks in an unknown shape.', {
        cause: page.error,
      });
    locks.push(...page.data.value.map(lockOf));
    url = page.data.nextLink;
  }
  const resource = azureScope(resourceId);
  return locks.filter((one) => coversScope(azureScope(one.scope), resource, new Map()) === 'yes');
}

/** A next page elsewhere would carry our token to a stranger. */
function requireOwnHost(url: string, endpoint: string): void {
  if (new URL(url).origin === new URL(endpoint).origin) return;
  throw new CustodyError('cloud-refused', 'Azure named a next page of locks on another host.');
}

function lockOf(one: z.infer<typeof locksPage>['value'][number]): Lock {
  const scope = one.id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, '');
  return { scope, level: one.properties.level };
}
