import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceAct, OtherLibraryFile } from '../../custody/device-action.ts';
import { libraryAfterWords } from '../../custody/device-action-words.ts';
import type { DefenderAction } from '../../custody/live-response.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import type { LibraryFile } from '../../ports/device-response.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { ProcedureContext } from '../procedure.ts';
import { noteLibrary } from '../script/note-library.ts';
import { tellWatch } from '../tell-watch.ts';
import { requireHatch } from './device-hatches.ts';

const limitMs = 20_000;

/**
 * Looks at the library once more when a run is over: between the look before it and the run anyone with the right may have put
 * another file there. Out: what differs; null where the library cannot be asked; undefined where none of its files was used.
 */
export async function libraryAfterRun(
  context: ProcedureContext,
  act: DeviceAct,
  seen: DefenderAction,
): Promise<readonly OtherLibraryFile[] | null | undefined> {
  if (act.kind !== 'live-response' || act.scripts.length === 0) return undefined;
  const there = await filesNow(context);
  if (there === null) return null;
  const others = act.scripts.flatMap(({ fileName, sha256 }): OtherLibraryFile[] => {
    const now = there.find((one) => one.fileName === fileName);
    const found = now?.sha256.toLowerCase() ?? null;
    const changedAt = now?.updatedAt ?? null;
    if (found === sha256 && !isAfter(changedAt, seen.createdAt)) return [];
    return [{ fileName, expected: sha256, found, changedAt }];
  });
  if (others.length > 0) await noteLibrary(context, there);
  return others;
}

/** What ran is told to the watch as well: a library that was put right again afterwards clears nothing. */
export async function tellOfOtherFiles(
  desk: RegisterDesk,
  { number, incidentId, deviceId }: DeviceActionRecord,
  after: readonly OtherLibraryFile[] | null | undefined,
): Promise<void> {
  if (after === undefined || after === null || after.length === 0) return;
  const names = after.map(({ fileName }) => fileName).join(', ');
  await tellWatch(
    desk,
    {
      ...{ key: `library-run:${number}`, level: 'error', subject: number, incidentId },
      title: `${names} in Defender’s library changed while ${number} ran`,
      words: `${libraryAfterWords(after)} Find out who changed the library.`,
      href: `/incidents/${incidentId}/devices/${deviceId}`,
    },
    await audienceOf(desk, incidentId),
  );
}

async function audienceOf(desk: RegisterDesk, incidentId: string): Promise<readonly string[] | null> {
  const incident = await desk.incident(incidentId);
  return incident?.restricted === true ? incident.memberObjectIds : null;
}

/** Both moments are Microsoft's own. */
function isAfter(changedAt: string | null, began: string | null): boolean {
  return changedAt !== null && began !== null && Date.parse(changedAt) > Date.parse(began);
}

/** The output must not wait for a library that does not answer: how long Defender keeps it is not known. */
async function filesNow({ devices }: ProcedureContext): Promise<readonly LibraryFile[] | null> {
  try {
    const library = requireHatch(devices, 'library');
    return await answerInTime(limitMs, 'The library did not answer in time.', (limit) =>
      library.files(limit),
    );
  } catch (error) {
    if (error instanceof CustodyError) return null; // said to be unknown
    throw error;
  }
}
