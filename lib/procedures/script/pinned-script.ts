import { pinnedVersions, type RunnableScript } from '../../custody/script/pinned-versions.ts';
import type { ProcedureContext } from '../procedure.ts';

/** Every script that may run now, by file name. */
export async function pinnedScripts({
  register,
  scripts,
}: Pick<ProcedureContext, 'register' | 'scripts'>): Promise<ReadonlyMap<string, RunnableScript>> {
  const [listed, own] = await Promise.all([register.look.listedScripts(), scripts?.list() ?? []]);
  return pinnedVersions(listed, own);
}
