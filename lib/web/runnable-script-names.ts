import 'server-only';
import type { ConsoleSystem } from '../custody/console/command-row.ts';
import { scriptNamesFor } from '../procedures/script/script-names-for.ts';
import { runtime } from '../runtime/runtime.ts';

/** Names of the reviewed scripts that run on a system, the product's and the tenant's own; of no system, none. */
export async function runnableScriptNames(system: ConsoleSystem | null): Promise<readonly string[]> {
  if (system === null) return [];
  const { context } = await runtime();
  return await scriptNamesFor(context, system);
}
