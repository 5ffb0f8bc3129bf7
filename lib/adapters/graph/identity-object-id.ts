import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { type GraphConfig, graphJson, graphUrl } from './graph-request.ts';

const servicePrincipal = z.object({ id: z.string() });

/**
 * The object id of an application or managed identity in this tenant by its client id; null where the directory has none
 * or does not say. Source: Microsoft Learn, Graph v1.0, "Get servicePrincipal" by appId.
 */
export async function identityObjectId(
  config: GraphConfig,
  clientId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const url = graphUrl(config, `servicePrincipals(appId='${encodeURIComponent(clientId)}')?$select=id`);
  try {
    const found = await graphJson(config, url, 'name the identity', signal);
    return servicePrincipal.safeParse(found).data?.id ?? null;
  } catch (error) {
    if (error instanceof CustodyError) return null; // the plan says whose roles are left to somebody else
    throw error;
  }
}
