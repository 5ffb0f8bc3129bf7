import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { OwnScript } from '../../ports/own-scripts.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { libraryNow } from './library-now.ts';

export const installScriptsInput = z.strictObject({});

export interface Installed {
  readonly installed: readonly string[];
  readonly unchanged: number;
}

const limitMs = 120_000;

/**
 * Puts the product's own scripts into the tenant's library, those that are missing or differ from their pins, and reads
 * their digests back. Throws `not-feasible` without a librarian, `digest-mismatch` where the library holds another file.
 */
export const installScripts: Procedure<z.infer<typeof installScriptsInput>, Installed> = {
  name: 'install-scripts',
  permission: 'library.install',
  input: installScriptsInput,
  records: ['library.scripts-installed'],
  async run(context, actor) {
    const { wanted, unchanged } = await whatIsMissing(context);
    const azure = await put(context, wanted);
    const installed = wanted.map(({ fileName, sha256, version }) => ({ fileName, sha256, version }));
    const detail = { installed, unchanged, azure };
    const about = { stream: { kind: 'system' }, subjects: [], reason: null, authority: null } as const;
    return await context.register.record(actor, ['library.scripts-installed'], async () => ({
      events: [{ type: 'library.scripts-installed', ...about, detail }],
      result: { installed: installed.map(({ fileName }) => fileName), unchanged },
    }));
  },
};

async function whatIsMissing(context: ProcedureContext) {
  if (context.scripts === undefined)
    throw new CustodyError('not-feasible', 'No scripts come with this installation.');
  const [now, own] = await Promise.all([libraryNow(context), context.scripts.list()]);
  const stands = ({ fileName, sha256 }: OwnScript) =>
    now.files.some((one) => one.fileName === fileName && one.sha256.toLowerCase() === sha256);
  const wanted = own.filter((one) => !stands(one));
  return { wanted, unchanged: own.length - wanted.length };
}

async function put({ devices, scripts }: ProcedureContext, wanted: readonly OwnScript[]) {
  const library = requireHatch(devices, 'library');
  const signal = AbortSignal.timeout(limitMs);
  const azure = [];
  for (const { fileName, sha256, version, summary, parameters } of wanted) {
    const bytes = await scripts?.bytes(fileName);
    if (bytes === undefined) throw new CustodyError('not-found', `${fileName} is no script of ours.`);
    const description = `Holdfast ${version}: ${summary}`;
    const file = { fileName, bytes, description, parametersDescription: parameters, replace: true };
    const { value, azure: traces } = await library.put(file, signal);
    if (value.sha256.toLowerCase() !== sha256)
      throw new CustodyError('digest-mismatch', `The library says that ${fileName} is another file.`);
    azure.push(...traces);
  }
  return azure;
}
