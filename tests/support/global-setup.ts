import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../lib/embedded/postgres/start-embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated database that nothing may connect to: files copy it (tests/support/database.ts). */
    postgres: { readonly adminUrl: string; readonly appUrl: string; readonly sequencerUrl: string };
    /** A folder that is made when the first cloud of the run has started (tests/support/cloud-seed.ts). */
    readonly cloudSeed: string;
    /** The address that holds recorded exchanges against Microsoft's contracts (tests/support/contract-desk.ts). */
    readonly contractDesk: string;
  }
}

/** One real PostgreSQL and one check of contracts for the whole run, removed afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-tests-'));
  const { adminUrl, appUrl, sequencerUrl, stop } = await startEmbeddedPostgres(home);
  await leaveOutSyncs(adminUrl);
  project.provide('postgres', { adminUrl, appUrl, sequencerUrl });
  project.provide('cloudSeed', join(home, 'cloud-seed'));
  const desk = await openContractDesk();
  project.provide('contractDesk', desk.address);
  return async () => {
    desk.close();
    await stop();
    rmSync(home, { recursive: true, force: true });
  };
}

async function openContractDesk(): Promise<{ readonly address: string; close(): void }> {
  const child = fork(fileURLToPath(new URL('contract-desk.ts', import.meta.url)));
  const [{ port }] = (await once(child, 'message')) as [AddressInfo];
  return { address: `http://127.0.0.1:${port}/`, close: () => child.disconnect() };
}

/** What the run writes is gone after it: a server that is killed keeps it all the same, only a machine would not. */
async function leaveOutSyncs(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('alter system set fsync = off');
    await client.query('alter system set full_page_writes = off');
    await client.query('select pg_reload_conf()');
  } finally {
    await client.end();
  }
}
