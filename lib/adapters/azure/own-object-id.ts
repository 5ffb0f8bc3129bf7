import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { armScope } from './arm-clients.ts';
import { callAzure } from './azure-error.ts';

const claims = z.object({ oid: z.string().min(1) });

/**
 * The object id of the identity itself, as its own token for the resource manager names it. The token is not checked:
 * it came straight from the identity endpoint, and nothing is allowed because of it. Throws CustodyError.
 * Source: Microsoft Learn, "Access token claims reference", `oid`.
 */
export async function ownObjectId(credential: TokenCredential, abortSignal: AbortSignal): Promise<string> {
  const token = await callAzure('name the product’s own identity', () =>
    credential.getToken(armScope, { abortSignal }),
  );
  const [, body = ''] = token?.token.split('.') ?? [];
  try {
    return claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))).oid;
  } catch {
    // Neither the text nor what a parser says of it may be shown: it is a token.
    throw new CustodyError('cloud-unavailable', 'The token of an identity names no object id.');
  }
}
