import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudEndpoints } from './cloud-parts.ts';

/** Tells the shell commands where the running portal is. Owner-only; holds paths and addresses, no secret. */
export function writeRunFile(
  home: string,
  run: { readonly url: string; readonly endpoints: CloudEndpoints },
): void {
  const { adminEndpoint, adminTokenFile, oidcIssuer, oidcClientId } = run.endpoints;
  const content = { url: run.url, pid: process.pid, adminEndpoint, adminTokenFile, oidcIssuer, oidcClientId };
  writeFileSync(join(home, 'run.json'), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
