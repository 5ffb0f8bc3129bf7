import { randomUUID } from 'node:crypto';
import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { libraryStandings, standingWords } from '../../custody/script/library-standing.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { LibraryFile } from '../../ports/device-response.ts';
import type { SeenFile } from '../../ports/script-library.ts';
import type { ProcedureContext } from '../procedure.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';
import { pinnedScripts } from './pinned-script.ts';

const actor: SystemActor = { kind: 'system', component: 'script-library' };

/** A file that has become another one than is pinned, or no longer is. */
interface Drift {
  readonly before: SeenFile | null;
  readonly now: SeenFile | null; // null: Defender lists it no more
  readonly differs: boolean;
}

/**
 * Keeps what Defender's library holds now. A file that is another one than was reviewed under its name is a fact and an
 * alarm to leads, auditors and controllers, once; so is its end. What is not ours is only listed. Safe to call in many
 * processes at once.
 */
export async function noteLibrary(
  context: Pick<ProcedureContext, 'register' | 'scripts'>,
  held: readonly LibraryFile[],
): Promise<void> {
  const { register } = context;
  const { files, scriptIds } = await judged(context, held);
  if (driftsOf(await register.look.libraryFiles(), files).length === 0)
    return await register.keepLibraryFiles(files);
  await recordedOnce(() =>
    register.record(actor, ['library.drift-found', 'library.drift-mended'], async (desk) => {
      const drifts = driftsOf(await desk.libraryFiles(), files);
      await desk.saveLibraryFiles(files);
      for (const drift of drifts) await tell(desk, drift, scriptIds);
      const [first, ...rest] = drifts.map((drift) => driftEvent(drift, scriptIds));
      if (first === undefined) throw new CustodyError('conflict', 'Another process saw this first.');
      return { events: [first, ...rest], result: undefined };
    }),
  );
}

async function judged(
  context: Pick<ProcedureContext, 'register' | 'scripts'>,
  held: readonly LibraryFile[],
): Promise<{ readonly files: readonly SeenFile[]; readonly scriptIds: ReadonlyMap<string, string> }> {
  const { look } = context.register;
  const [pins, listed, former] = await Promise.all([
    pinnedScripts(context),
    look.listedScripts(),
    look.formerScripts(),
  ]);
  const names = new Set([...pins.keys(), ...listed.map(({ fileName }) => fileName)]);
  const known = [...names].map((fileName) => ({
    fileName,
    pinned: pins.get(fileName)?.sha256 ?? null,
    former: former.get(fileName) ?? [],
  }));
  const there = held.map((one) => ({ ...one, sha256: one.sha256.toLowerCase() }));
  const files = libraryStandings(known, there).map((one): SeenFile => {
    const said = there.find(({ fileName }) => fileName === one.fileName);
    return { ...one, changedAt: said?.updatedAt ?? null, changedBy: said?.createdBy ?? null };
  });
  return { files, scriptIds: new Map(listed.map(({ fileName, scriptId }) => [fileName, scriptId])) };
}

function driftsOf(before: readonly SeenFile[], now: readonly SeenFile[]): readonly Drift[] {
  const nameOf = ({ fileName }: SeenFile) => fileName;
  const [old, current] = [
    new Map(before.map((one) => [nameOf(one), one])),
    new Map(now.map((one) => [nameOf(one), one])),
  ];
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((name): Drift[] => {
    const drift = { before: old.get(name) ?? null, now: current.get(name) ?? null };
    const differs = drift.now?.standing === 'differs';
    const did = drift.before?.standing === 'differs';
    const isAnother =
      drift.before?.sha256 !== drift.now?.sha256 || drift.before?.pinned !== drift.now?.pinned;
    return differs !== did || (differs && isAnother) ? [{ ...drift, differs }] : [];
  });
}

async function tell(
  desk: RegisterDesk,
  { before, now, differs }: Drift,
  scriptIds: ReadonlyMap<string, string>,
): Promise<void> {
  const fileName = (now ?? before)?.fileName ?? '';
  const scriptId = scriptIds.get(fileName);
  const note = {
    key: `library:${fileName}`,
    subject: fileName,
    href: scriptId === undefined ? '/scripts' : `/scripts/${scriptId}`,
  };
  if (!differs)
    return await tellWatch(
      desk,
      { ...note, level: 'info', title: `${fileName} in Defender’s library is no longer another file` },
      null,
    );
  await tellWatch(
    desk,
    {
      ...note,
      level: 'error',
      title: `${fileName} in Defender’s library is not the one that was reviewed`,
      words: `It has SHA-256 ${now?.sha256}; reviewed is ${now?.pinned}. Nothing runs it. Who may change the library has changed it outside the product: find out who, and put the reviewed one back.`,
    },
    null,
  );
}

function driftEvent(
  { before, now, differs }: Drift,
  scriptIds: ReadonlyMap<string, string>,
): CustodyEvent<'library.drift-found' | 'library.drift-mended'> {
  const fileName = (now ?? before)?.fileName ?? '';
  const scriptId = scriptIds.get(fileName);
  const about = {
    stream: { kind: 'script', id: scriptId ?? randomUUID() },
    subjects: [`library-file:${fileName}`, ...(scriptId === undefined ? [] : [`script:${scriptId}`])],
    ...{ reason: null, authority: null },
  } as const;
  if (!differs) {
    const standing = now === null ? 'gone' : standingWords(now.standing).toLowerCase();
    return {
      type: 'library.drift-mended',
      ...about,
      detail: { fileName, standing, sha256: now?.sha256 ?? null },
    };
  }
  const { pinned, sha256: found, changedAt = null, changedBy = null } = now ?? {};
  const detail = { fileName, pinned: pinned ?? '', found: found ?? '', changedAt, changedBy };
  return { type: 'library.drift-found', ...about, detail };
}
