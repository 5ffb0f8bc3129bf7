import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceAct } from '../../custody/device-action.ts';
import type { ProcedureContext } from '../procedure.ts';
import { noteLibrary } from '../script/note-library.ts';
import { pinnedScripts } from '../script/pinned-script.ts';
import { requireHatch } from './device-hatches.ts';

type LiveResponse = Extract<DeviceAct, { kind: 'live-response' }>;

/**
 * Holds the tenant's library against the digests that were reviewed, just before a run: anyone with the right may change
 * it, and a script may have been retired since the run was asked for. Throws `digest-mismatch` for a file that is another
 * one, which is an alarm besides; `not-feasible` for one that is not there or no longer reviewed.
 */
export async function requirePinnedScripts(
  context: ProcedureContext,
  act: DeviceAct,
  signal: AbortSignal,
): Promise<void> {
  if (act.kind !== 'live-response') return;
  requireAllNamed(act);
  if (act.scripts.length === 0) return;
  await requireStillReviewed(context, act);
  const there = await requireHatch(context.devices, 'library').files(signal);
  for (const { fileName, sha256, reviewed } of act.scripts) {
    const found = there.find((one) => one.fileName === fileName);
    if (found === undefined)
      throw new CustodyError('not-feasible', `The library has no ${fileName}. Put it there again.`);
    if (found.sha256.toLowerCase() !== sha256) {
      await noteLibrary(context, there);
      const what = reviewed === false ? 'was there when it was asked for' : 'was reviewed';
      throw new CustodyError(
        'digest-mismatch',
        `${fileName} in the library is not the one that ${what}: it has SHA-256 ${found.sha256.toLowerCase()}. Nothing was run.`,
        { detail: { fileName, expected: sha256, found: found.sha256.toLowerCase() } },
      );
    }
  }
}

/** A library file that no digest stands for would be run, or put on the device, as whoever changed it last left it. */
function requireAllNamed({ steps, scripts }: LiveResponse): void {
  const pinned = new Set(scripts.map(({ fileName }) => fileName));
  const wanted = steps.flatMap((step) =>
    step.type === 'RunScript' ? [step.scriptName] : step.type === 'PutFile' ? [step.fileName] : [],
  );
  const loose = wanted.find((name) => !pinned.has(name));
  if (loose !== undefined)
    throw new CustodyError('not-feasible', `No digest was given for ${loose}. Nothing was run.`);
}

/** A file that is only put on the device may be one that nobody reviewed: then it is held to what was asked for. */
async function requireStillReviewed(
  context: ProcedureContext,
  { steps, scripts }: LiveResponse,
): Promise<void> {
  const run = new Set(steps.flatMap((step) => (step.type === 'RunScript' ? [step.scriptName] : [])));
  const pins = await pinnedScripts(context);
  const gone = scripts.find(
    ({ fileName, sha256, reviewed = run.has(fileName) }) =>
      (reviewed || run.has(fileName)) && pins.get(fileName)?.sha256 !== sha256,
  );
  if (gone === undefined) return;
  throw new CustodyError(
    'not-feasible',
    `${gone.fileName} with SHA-256 ${gone.sha256} is not reviewed any more. Nothing was run.`,
  );
}
