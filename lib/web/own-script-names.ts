import 'server-only';
import type { ConsoleSystem } from '../custody/console/command-row.ts';
import { runtime } from '../runtime/runtime.ts';

/** Names of the product's own scripts that run on a system; of no system, none. */
export async function ownScriptNames(system: ConsoleSystem | null): Promise<readonly string[]> {
  if (system === null) return [];
  const { context } = await runtime();
  const all = (await context.scripts?.list()) ?? [];
  return all.filter(({ systems }) => systems.includes(system)).map(({ fileName }) => fileName);
}
