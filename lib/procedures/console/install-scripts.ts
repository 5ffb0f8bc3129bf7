import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { RunnableScript } from '../../custody/script/pinned-versions.ts';
import type { OwnScript } from '../../ports/own-scripts.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { noteLibrary } from '../script/note-library.ts';
import { pinnedScripts } from '../script/pinned-script.ts';
import { libraryNow } from './library-now.ts';

export const installScriptsInput = z.strictObject({ scriptIds: z.array(z.uuid()).max(50).optional() });
type Input = z.infer<typeof installScriptsInput>;

export interface Installed {
  readonly installed: readonly string[];
  readonly unchanged: number;
}

const limitMs = 120_000;

/**
 * Puts reviewed scripts into the tenant's library, those that are missing there or differ from their pins, and reads their
 * digests back. Without ids: all that came with the product and may run. Throws `not-feasible` without a librarian,
 * `conflict` for a script of which nothing is reviewed, `digest-mismatch` where the library holds another file afterwards.
 */
export const installScripts: Procedure<Input, Installed> = {
  name: 'install-scripts',
  permission: 'library.install',
  input: installScriptsInput,
  records: ['library.install-begun', 'library.scripts-installed'],
  async run(context, actor, { scriptIds }) {
    const library = requireHatch(context.devices, 'library');
    const own = new Map(((await context.scripts?.list()) ?? []).map((one) => [one.fileName, one]));
    const asked = chosen(await pinnedScripts(context), own, scriptIds);
    const { files } = await libraryNow(context);
    const stands = ({ fileName, sha256 }: RunnableScript) =>
      files.some((one) => one.fileName === fileName && one.sha256.toLowerCase() === sha256);
    const wanted = asked.filter((one) => !stands(one));
    const subjects = wanted.flatMap(({ scriptId }) => (scriptId === null ? [] : [`script:${scriptId}`]));
    const about = { stream: { kind: 'system' }, subjects, reason: null, authority: null } as const;
    await recordBegun(context, actor, wanted, about);
    const signal = AbortSignal.timeout(limitMs);
    const put: Put[] = [];
    for (const one of wanted) put.push(await putIntoLibrary(context, one, own.get(one.fileName), signal));
    if (put.length > 0) await noteLibrary(context, await library.files(signal));
    const installed = put.map(({ fileName, sha256, version }) => ({ fileName, sha256, version }));
    const unchanged = asked.length - put.length;
    const detail = { installed, unchanged, azure: put.flatMap(({ azure }) => azure) };
    return await context.register.record(actor, ['library.scripts-installed'], async () => ({
      events: [{ type: 'library.scripts-installed', ...about, detail }],
      result: { installed: installed.map(({ fileName }) => fileName), unchanged },
    }));
  },
};

/** Whoever finds a part of them there afterwards finds who began. */
async function recordBegun(
  { register }: ProcedureContext,
  actor: PersonActor,
  wanted: readonly RunnableScript[],
  about: Pick<CustodyEvent<'library.install-begun'>, 'stream' | 'subjects' | 'reason' | 'authority'>,
): Promise<void> {
  if (wanted.length === 0) return;
  const scripts = wanted.map(({ fileName, sha256 }) => ({ fileName, sha256 }));
  await register.record(actor, ['library.install-begun'], async () => ({
    events: [{ type: 'library.install-begun', ...about, detail: { scripts } }],
    result: undefined,
  }));
}

function chosen(
  pins: ReadonlyMap<string, RunnableScript>,
  own: ReadonlyMap<string, OwnScript>,
  scriptIds: Input['scriptIds'],
): readonly RunnableScript[] {
  const all = [...pins.values()];
  if (scriptIds === undefined) {
    if (own.size === 0) throw new CustodyError('not-feasible', 'No scripts come with this installation.');
    return all.filter(({ fileName, sha256 }) => own.get(fileName)?.sha256 === sha256);
  }
  return scriptIds.map((id) => {
    const found = all.find(({ scriptId }) => scriptId === id);
    if (found !== undefined) return found;
    throw new CustodyError(
      'conflict',
      'Nothing of this script is reviewed, so nothing of it is put anywhere.',
    );
  });
}

interface Put {
  readonly fileName: string;
  readonly sha256: string;
  readonly version: string;
  readonly azure: readonly AzureTrace[];
}

async function putIntoLibrary(
  context: ProcedureContext,
  pin: RunnableScript,
  own: OwnScript | undefined,
  signal: AbortSignal,
): Promise<Put> {
  const { fileName, sha256 } = pin;
  const file = own?.sha256 === sha256 ? await ownFile(context, own) : await reviewedFile(context, pin);
  const { version, bytes, description, parametersDescription } = file;
  const library = requireHatch(context.devices, 'library');
  const asked = { fileName, bytes, description, parametersDescription, replace: true };
  const { value, azure } = await library.put(asked, signal);
  if (value.sha256.toLowerCase() !== sha256)
    throw new CustodyError('digest-mismatch', `The library says that ${fileName} is another file.`);
  return { fileName, sha256, version, azure };
}

async function ownFile({ scripts }: ProcedureContext, { fileName, version, summary, parameters }: OwnScript) {
  const bytes = await scripts?.bytes(fileName);
  if (bytes === undefined) throw new CustodyError('not-found', `${fileName} is no script of ours.`);
  return {
    version,
    bytes,
    description: `Holdfast ${version}: ${summary}`,
    parametersDescription: parameters,
  };
}

async function reviewedFile({ register }: ProcedureContext, { fileName, versionId }: RunnableScript) {
  const version = versionId === null ? null : await register.look.scriptVersion(versionId);
  const bytes = versionId === null ? null : await register.look.scriptBytes(versionId);
  if (version === null || bytes === null)
    throw new CustodyError('not-found', `The bytes of ${fileName} are not there.`);
  const parameters = version.parameters === null ? null : JSON.stringify(version.parameters);
  return {
    version: `${version.n}`,
    bytes,
    description: version.description,
    parametersDescription: parameters,
  };
}
