import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { defenderScope } from './counted-service.ts';

const claims = z.object({ roles: z.array(z.string()).default([]) });

/**
 * The permissions that Defender's own token of an identity names. The token is not checked: it came straight from the
 * identity endpoint, and nothing is allowed because of it. Null: no token could be had, or it does not say.
 * Source: Microsoft, "Create an app to access Microsoft Defender for Endpoint without a user" (validate the token).
 */
export async function applicationRoles(
  credential: TokenCredential,
  abortSignal: AbortSignal,
): Promise<readonly string[] | null> {
  const [, body = ''] = (await tokenOf(credential, abortSignal)).split('.');
  const read = claims.safeParse(jsonOf(body));
  return read.success ? read.data.roles : null;
}

async function tokenOf(credential: TokenCredential, abortSignal: AbortSignal): Promise<string> {
  try {
    return (await credential.getToken(defenderScope, { abortSignal }))?.token ?? '';
  } catch {
    return ''; // why it failed may hold an address of the identity endpoint: the page says Unknown
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return null; // what a parser says of it may not be shown: it is a token
  }
}
