import type { Actor } from '../../custody/actor.ts';
import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { RunnableScript } from '../../custody/script/pinned-versions.ts';
import type { DefenderOrderAsk, DefenderOrderLease } from '../../ports/defender-orders.ts';
import type { LibraryFile } from '../../ports/device-response.ts';
import type { OwnScript } from '../../ports/own-scripts.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { noteLibrary } from '../script/note-library.ts';
import { pinnedScripts } from '../script/pinned-script.ts';

type Asked = Extract<DefenderOrderAsk, { kind: 'install-scripts' }>;

export interface Installed {
  readonly installed: readonly string[];
  readonly unchanged: number;
}

interface Put {
  readonly fileName: string;
  readonly sha256: string;
  readonly version: string;
  readonly azure: readonly AzureTrace[];
}

/**
 * Puts reviewed scripts into the tenant's library, each by the digest that was asked for, and reads the digests back. What an
 * attempt before put there stands. Throws `not-feasible` for one that is not reviewed any more, `digest-mismatch` where the
 * library holds another file afterwards, what Defender answers, and `fenced-off` for who lost the order.
 */
export async function putScripts(
  context: ProcedureContext,
  actor: Actor,
  lease: DefenderOrderLease,
  { scripts, subjects, unchanged }: Asked,
  signal: AbortSignal,
): Promise<Installed> {
  const library = requireHatch(context.devices, 'library');
  const own = new Map(((await context.scripts?.list()) ?? []).map((one) => [one.fileName, one]));
  const pins = await pinnedScripts(context);
  const held = lease.order.tries > 1 ? await library.files(signal) : [];
  const put: Put[] = [];
  for (const { fileName, sha256 } of scripts) {
    const pin = pins.get(fileName);
    if (pin === undefined || pin.sha256 !== sha256) throw notReviewed(fileName, sha256);
    put.push(await putOne(context, pin, own.get(fileName), held, signal));
  }
  await noteLibrary(context, await library.files(signal));
  const installed = put.map(({ fileName, sha256, version }) => ({ fileName, sha256, version }));
  const detail = { installed, unchanged, azure: put.flatMap(({ azure }) => azure) };
  const about = { stream: { kind: 'system' }, subjects, reason: null, authority: null } as const;
  return await context.register.record(actor, ['library.scripts-installed'], async (desk) => {
    await desk.endDefenderOrder(lease, null);
    return {
      events: [{ type: 'library.scripts-installed', ...about, detail }],
      result: { installed: installed.map(({ fileName }) => fileName), unchanged },
    };
  });
}

function notReviewed(fileName: string, sha256: string): CustodyError {
  return new CustodyError('not-feasible', `${fileName} with SHA-256 ${sha256} is not reviewed any more.`);
}

async function putOne(
  context: ProcedureContext,
  pin: RunnableScript,
  own: OwnScript | undefined,
  held: readonly LibraryFile[],
  signal: AbortSignal,
): Promise<Put> {
  const { fileName, sha256 } = pin;
  const file = own?.sha256 === sha256 ? await ownFile(context, own) : await reviewedFile(context, pin);
  const { version, bytes, description, parametersDescription } = file;
  const stands = held.some((one) => one.fileName === fileName && one.sha256.toLowerCase() === sha256);
  if (stands) return { fileName, sha256, version, azure: [] };
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
