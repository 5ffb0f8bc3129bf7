import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { RunnableScript } from '../../custody/script/pinned-versions.ts';
import type { OwnScript } from '../../ports/own-scripts.ts';
import { answerInTime } from '../answer-in-time.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { pinnedScripts } from '../script/pinned-script.ts';
import { attemptOrder } from './attempt-order.ts';
import { libraryNow } from './library-now.ts';
import { type Installed, putScripts } from './put-scripts.ts';

export const installScriptsInput = z.strictObject({ scriptIds: z.array(z.uuid()).max(50).optional() });
type Input = z.infer<typeof installScriptsInput>;

const limitMs = 90_000; // ends before the lease of two minutes

/**
 * Puts reviewed scripts into the tenant's library, those that are missing there or differ from their pins, and reads their
 * digests back; the worker goes on where this process dies over it. Without ids: all that came with the product and may
 * run. Throws `not-feasible` without a librarian, `conflict` for a script of which nothing is reviewed, and as `putScripts`.
 */
export const installScripts: Procedure<Input, Installed> = {
  name: 'install-scripts',
  permission: 'library.install',
  input: installScriptsInput,
  records: ['library.install-begun', 'library.scripts-installed', 'library.install-refused'],
  async run(context, actor, { scriptIds }) {
    requireHatch(context.devices, 'library');
    const own = new Map(((await context.scripts?.list()) ?? []).map((one) => [one.fileName, one]));
    const asked = chosen(await pinnedScripts(context), own, scriptIds);
    const { files } = await libraryNow(context);
    const stands = ({ fileName, sha256 }: RunnableScript) =>
      files.some((one) => one.fileName === fileName && one.sha256.toLowerCase() === sha256);
    const wanted = asked.filter((one) => !stands(one));
    const subjects = wanted.flatMap(({ scriptId }) => (scriptId === null ? [] : [`script:${scriptId}`]));
    const about = { stream: { kind: 'system' }, subjects, reason: null, authority: null } as const;
    if (wanted.length === 0) return await recordNone(context, actor, asked.length, about);
    const scripts = wanted.map(({ fileName, sha256 }) => ({ fileName, sha256 }));
    const order = {
      kind: 'install-scripts',
      scripts,
      subjects,
      unchanged: asked.length - wanted.length,
    } as const;
    const lease = await context.register.record(actor, ['library.install-begun'], async (desk) => ({
      events: [{ type: 'library.install-begun', ...about, detail: { scripts } }],
      result: await desk.addDefenderOrder(order, actor),
    }));
    return await attemptOrder(context, actor, lease, () =>
      answerInTime(limitMs, 'Defender’s library did not answer in time.', (signal) =>
        putScripts(context, actor, lease, order, signal),
      ),
    );
  },
};

function recordNone(
  { register }: ProcedureContext,
  actor: PersonActor,
  unchanged: number,
  about: Pick<CustodyEvent<'library.scripts-installed'>, 'stream' | 'subjects' | 'reason' | 'authority'>,
): Promise<Installed> {
  return register.record(actor, ['library.scripts-installed'], async () => ({
    events: [
      { type: 'library.scripts-installed', ...about, detail: { installed: [], unchanged, azure: [] } },
    ],
    result: { installed: [], unchanged },
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
