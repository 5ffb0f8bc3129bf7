import type { LibraryAnswer } from '../../custody/console/command-answer.ts';
import type { ScriptState } from '../../custody/console/judge-command.ts';
import type { LibraryFile } from '../../ports/device-response.ts';
import { answerInTime } from '../answer-in-time.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { noteLibrary } from '../script/note-library.ts';
import { pinnedScripts } from '../script/pinned-script.ts';

const limitMs = 20_000;

/** The tenant's library as it is now, and what is pinned of it. */
export interface LibraryNow {
  readonly files: readonly LibraryFile[];
  readonly pins: ReadonlyMap<string, string>; // file name → SHA-256, of what may run
  readonly former: ReadonlyMap<string, readonly string[]>; // file name → SHA-256s that were reviewed once
}

/**
 * A file that is another one than is pinned is an alarm as soon as it is seen. Throws `not-feasible` without a librarian, and
 * what Defender answers.
 */
export async function libraryNow(context: ProcedureContext): Promise<LibraryNow> {
  const library = requireHatch(context.devices, 'library');
  const [files, pinned, former] = await Promise.all([
    answerInTime(limitMs, 'Defender’s library did not answer in time.', (signal) => library.files(signal)),
    pinnedScripts(context),
    context.register.look.formerScripts(),
  ]);
  const now = {
    files,
    pins: new Map([...pinned].map(([fileName, { sha256 }]) => [fileName, sha256])),
    former,
  };
  if ([...scriptStates(now).values()].includes('altered')) await noteLibrary(context, files);
  return now;
}

/** How each file stands. One that nothing pins was reviewed by nobody here. */
export function scriptStates({ files, pins, former }: LibraryNow): ReadonlyMap<string, ScriptState> {
  return new Map(
    files.map(({ fileName, sha256 }): [string, ScriptState] => {
      const [pin, held] = [pins.get(fileName), sha256.toLowerCase()];
      if (pin !== undefined) return [fileName, pin === held ? 'ready' : 'altered'];
      return [fileName, former.get(fileName)?.includes(held) === true ? 'retired' : 'not-reviewed'];
    }),
  );
}

/** The list as `library` answers it. */
export function libraryAnswer(now: LibraryNow): LibraryAnswer {
  return {
    kind: 'library',
    files: now.files.map(({ fileName, sha256, updatedAt }) => {
      const pin = now.pins.get(fileName);
      const pinned = pin === undefined ? 'not-ours' : pin === sha256.toLowerCase() ? 'as-pinned' : 'differs';
      return { fileName, sha256: sha256.toLowerCase(), updatedAt, pinned };
    }),
  };
}
