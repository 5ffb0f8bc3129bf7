import { fileURLToPath } from 'node:url';
import { parseSettings } from '../runtime/env.ts';
import { readTrust } from '../runtime/trust.ts';
import { checkDatabase } from './check-database.ts';
import { dataDirectory } from './data-directory.ts';
import { freePort } from './free-port.ts';
import { startPortalProcesses, untilHealthy } from './portal-processes.ts';
import { stopWhenAsked } from './stop-when-asked.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const host = '0.0.0.0'; // a reverse proxy or a container's port stands before it
const patienceMs = 10_000;

/** Production: the worker and the portal with the settings given, nothing embedded. */
async function serve(): Promise<void> {
  const settings = parseSettings(process.env);
  if (settings.HOLDFAST_MODE !== 'production') throw new Error('HOLDFAST_MODE must be production here.');
  const home = dataDirectory(process.env.HOLDFAST_HOME);
  await readTrust(settings);
  const port = await freePort(process.env.PORT, host);
  await checkDatabase(settings);
  const env = { ...process.env, HOLDFAST_HOME: home };
  const parts = startPortalProcesses({ root, env, host, port, logs: `${home}/logs`, dev: false });
  const asked = stopWhenAsked(() => parts.stop());
  try {
    const down = await untilHealthy(`http://127.0.0.1:${port}`, parts.processes, patienceMs);
    process.stdout.write(`Holdfast is ready: ${settings.HOLDFAST_PUBLIC_URL}\n`);
    // The record can be read without Azure; what waits for the missing part goes on when it is back.
    if (down !== null)
      process.stderr.write(`Not everything works: ${down}. The reasons are in ${home}/logs.\n`);
    throw new Error(await parts.firstEnd);
  } catch (error) {
    await asked.stopNow();
    throw error;
  }
}

serve().catch((error: unknown) => {
  process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
