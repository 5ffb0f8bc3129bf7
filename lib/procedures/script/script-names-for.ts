import type { ConsoleSystem } from '../../custody/console/command-row.ts';
import type { ProcedureContext } from '../procedure.ts';
import { pinnedScripts } from './pinned-script.ts';

/** Names of what may run on a system by its review or release, sorted. What is no script is no name that `run` takes. */
export async function scriptNamesFor(
  context: Pick<ProcedureContext, 'register' | 'scripts'>,
  system: ConsoleSystem,
): Promise<readonly string[]> {
  const own = new Map(((await context.scripts?.list()) ?? []).map((one) => [one.fileName, one]));
  const fits = await Promise.all(
    [...(await pinnedScripts(context)).values()].map(async ({ fileName, sha256, versionId }) => {
      const ours = own.get(fileName);
      if (ours?.sha256 === sha256) return ours.systems.includes(system) ? [fileName] : [];
      const version = versionId === null ? null : await context.register.look.scriptVersion(versionId);
      const runs = version !== null && version.kind !== 'executable' && version.systems.includes(system);
      return runs ? [fileName] : [];
    }),
  );
  return fits.flat().toSorted();
}
