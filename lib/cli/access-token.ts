import { readFile } from 'node:fs/promises';
import * as client from 'openid-client';
import { z } from 'zod';
import type { Instance } from './instance.ts';
import { UsageError } from './usage-error.ts';

const answer = z.object({ access_token: z.string().min(1) });

// Whom a shell acts for in the embedded tenant when it does not say.
const demoAccount = 'analyst';

/**
 * An access token for the portal: in embedded mode from the local tenant for the account of --as, else by the
 * device authorization grant (RFC 8628), which prints where to sign in. Kept in memory only.
 */
export async function accessToken(instance: Instance, account: string | undefined): Promise<string> {
  const { tenant } = instance;
  if (tenant === null) {
    throw new Error('Set HOLDFAST_OIDC_ISSUER and HOLDFAST_OIDC_CLIENT_ID, so that you can sign in.');
  }
  switch (tenant.kind) {
    case 'embedded':
      if (account === undefined)
        process.stderr.write(`Acting as ${demoAccount}; --as names another demo account.\n`);
      return await fromEmbeddedTenant(tenant, account ?? demoAccount);
    case 'openid':
      if (account !== undefined)
        throw new UsageError('--as works only in embedded mode; here you sign in as yourself.');
      return await byDeviceCode(tenant);
  }
}

async function fromEmbeddedTenant(
  tenant: { readonly adminEndpoint: string; readonly adminTokenFile: string },
  account: string,
): Promise<string> {
  const secret = (await readFile(tenant.adminTokenFile, 'utf8')).trim();
  const response = await fetch(new URL('/shell-token', tenant.adminEndpoint), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account }),
  }).catch((cause: unknown) => {
    throw new Error('The embedded tenant does not answer. Is "npm start" running?', { cause });
  });
  if (response.status === 404)
    throw new Error(`The embedded tenant has no account "${account}". "npm start" prints those it has.`);
  if (!response.ok)
    throw new Error(`The embedded tenant gave no token for "${account}" (${response.status}).`);
  return answer.parse(await response.json()).access_token;
}

async function byDeviceCode(tenant: {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
}): Promise<string> {
  const configuration = await client.discovery(
    new URL(tenant.issuer),
    tenant.clientId,
    undefined,
    client.None(),
  );
  const device = await client.initiateDeviceAuthorization(configuration, {
    scope: `openid profile ${tenant.audience}/.default`,
  });
  process.stderr.write(`Open ${device.verification_uri} and enter the code ${device.user_code}\n`);
  const tokens = await client.pollDeviceAuthorizationGrant(configuration, device);
  return tokens.access_token;
}
