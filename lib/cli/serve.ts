import { fileURLToPath } from 'node:url';
import { parseSettings } from '../runtime/env.ts';
import { startPortalProcesses, waitUntilHealthy } from './portal-processes.ts';

/** Production: the worker and the portal with the settings given, nothing embedded. */
async function serve(): Promise<void> {
  const settings = parseSettings(process.env);
  if (settings.HOLDFAST_MODE !== 'production') throw new Error('HOLDFAST_MODE must be production here.');
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const parts = startPortalProcesses({
    root,
    env: process.env,
    host: '0.0.0.0',
    port: settings.PORT,
    logs: `${settings.HOLDFAST_HOME}/logs`,
    dev: false,
  });
  const stop = async () => {
    await parts.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await waitUntilHealthy(`http://127.0.0.1:${settings.PORT}/api/health`, parts.processes, 60_000);
    process.stdout.write(`Holdfast is ready: ${settings.HOLDFAST_PUBLIC_URL}\n`);
    const first = await Promise.race(
      parts.processes.map(async (one) => `${one.name} stopped: ${await one.ended}`),
    );
    throw new Error(first);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

serve().catch((error: unknown) => {
  process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
