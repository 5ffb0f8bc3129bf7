import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { shellSettings } from '../runtime/env.ts';

/** The portal that the shell talks to, and how a token for it is had. */
export interface Instance {
  readonly url: string;
  readonly tenant: EmbeddedTenant | OpenIdTenant | null;
}

interface EmbeddedTenant {
  readonly kind: 'embedded';
  readonly adminEndpoint: string;
  readonly adminTokenFile: string;
}

interface OpenIdTenant {
  readonly kind: 'openid';
  readonly issuer: string;
  readonly clientId: string; // the shell's own public client
  readonly audience: string; // the portal's client
}

const runFile = z.object({
  url: z.url(),
  adminEndpoint: z.url(),
  adminTokenFile: z.string().min(1),
});

/**
 * The portal named by --url or HOLDFAST_PUBLIC_URL, else the one that runs from $HOLDFAST_HOME. Throws one line
 * when there is none.
 */
export async function findInstance(urlOption: string | undefined): Promise<Instance> {
  const settings = shellSettings();
  const url = urlOption ?? settings.HOLDFAST_PUBLIC_URL;
  if (url === undefined) return await runningHere(settings.HOLDFAST_HOME);
  if (!URL.canParse(url)) throw new Error(`"${url}" is not the address of a portal.`);
  const { HOLDFAST_OIDC_ISSUER: issuer, HOLDFAST_OIDC_CLIENT_ID: audience } = settings;
  if (issuer === undefined || audience === undefined) return { url, tenant: null };
  return { url, tenant: { kind: 'openid', issuer, audience, clientId: settings.HOLDFAST_SHELL_CLIENT_ID } };
}

async function runningHere(home: string): Promise<Instance> {
  const path = join(home, 'run.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`No portal runs from ${home}. Run "npm start" there, or set HOLDFAST_HOME or --url.`);
  }
  const run = runFile.safeParse(JSON.parse(text));
  if (!run.success) throw new Error(`${path} is not what "npm start" writes.`);
  const { url, adminEndpoint, adminTokenFile } = run.data;
  return { url, tenant: { kind: 'embedded', adminEndpoint, adminTokenFile } };
}
