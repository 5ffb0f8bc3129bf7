import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectory } from '../cli/data-directory.ts';
import { fsckFlags } from '../cli/fsck-flags.mjs';
import { workerFlags } from '../cli/worker-flags.ts';
import { rememberedEndpoints } from './cloud-process.ts';
import { embeddedSettings, refuseUnfitSettings } from './embedded-settings.ts';
import { rememberedPostgres } from './postgres/remembered-postgres.ts';
import { trustPolicyFileOf } from './trust-policy-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a script of `lib/cli` beside a running `npm start`, with the settings of its worker. The settings reach it as
 * its environment: Node reads the local cloud's certificate authority only when it starts.
 */
async function beside([script = '', ...args]: readonly string[]): Promise<number> {
  refuseUnfitSettings(process.env);
  const home = dataDirectory(process.env.HOLDFAST_HOME);
  const postgres = rememberedPostgres(home);
  const endpoints = rememberedEndpoints(home);
  if (postgres === null || endpoints === null || !existsSync(join(home, 'run.json'))) {
    throw new Error(
      `No Holdfast of this version runs from ${home}. Run "npm start" there, or set HOLDFAST_HOME.`,
    );
  }
  const trustPolicyFile = trustPolicyFileOf(home);
  const port = Number(process.env.PORT ?? 3000);
  const env = await embeddedSettings({ root, home, port, postgres, endpoints, trustPolicyFile });
  const flags = script === 'bench-fsck.ts' || args[0] === 'fsck' ? fsckFlags : workerFlags;
  const child = spawn(process.execPath, [...flags, join(root, 'lib/cli', script), ...args], {
    stdio: 'inherit',
    env: env as NodeJS.ProcessEnv,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

beside(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
