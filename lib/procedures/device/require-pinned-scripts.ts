import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceAct } from '../../custody/device-action.ts';
import type { ProcedureContext } from '../procedure.ts';
import { requireHatch } from './device-hatches.ts';

/**
 * Holds the tenant's library against the digests that were reviewed, just before a run: anyone with the right may change
 * it. Throws `digest-mismatch` for a file that is another one, `not-feasible` for one that is not there.
 */
export async function requirePinnedScripts(
  { devices }: ProcedureContext,
  act: DeviceAct,
  signal: AbortSignal,
): Promise<void> {
  if (act.kind !== 'live-response' || act.scripts.length === 0) return;
  const there = await requireHatch(devices, 'library').files(signal);
  for (const { fileName, sha256 } of act.scripts) {
    const found = there.find((one) => one.fileName === fileName);
    if (found === undefined)
      throw new CustodyError('not-feasible', `The library has no ${fileName}. Put it there again.`);
    if (found.sha256.toLowerCase() !== sha256)
      throw new CustodyError(
        'digest-mismatch',
        `${fileName} in the library is not the one that was reviewed: it has SHA-256 ${found.sha256.toLowerCase()}. Nothing was run.`,
        { detail: { fileName, expected: sha256, found: found.sha256.toLowerCase() } },
      );
  }
}
