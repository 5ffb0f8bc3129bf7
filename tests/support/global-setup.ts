import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../lib/embedded/postgres/start-embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated database that nothing may connect to: files copy it (tests/support/database.ts). */
    postgres: { readonly adminUrl: string; readonly appUrl: string; readonly sequencerUrl: string };
    /** A folder that is made when the first cloud of the run has started (tests/support/cloud-seed.ts). */
    readonly cloudSeed: string;
  }
}

/** One real PostgreSQL for the whole run, removed afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-tests-'));
  const { adminUrl, appUrl, sequencerUrl, stop } = await startEmbeddedPostgres(home);
  project.provide('postgres', { adminUrl, appUrl, sequencerUrl });
  project.provide('cloudSeed', join(home, 'cloud-seed'));
  return async () => {
    await stop();
    rmSync(home, { recursive: true, force: true });
  };
}
