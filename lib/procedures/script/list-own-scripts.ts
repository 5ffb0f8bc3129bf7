import { randomUUID } from 'node:crypto';
import type { SystemActor } from '../../custody/actor.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import { readScript } from '../../custody/script/read-script.ts';
import { scriptParametersSchema } from '../../custody/script/script-parameters.ts';
import type { RegisterDesk, RegisterLook } from '../../ports/custody-register.ts';
import type { OwnScript } from '../../ports/own-scripts.ts';
import type { ProcedureContext } from '../procedure.ts';
import { recordedOnce } from '../recorded-once.ts';

const actor: SystemActor = { kind: 'system', component: 'script-library' };

type Released = EventDetail<'script.released'>['scripts'][number];

/**
 * Lists what came with this product among the scripts, once for each digest. Its release reviewed it, so it replaces the
 * release before; where the tenant has decided on that name itself, by a version of its own or by retiring, it is a draft
 * that others must review. Out: how many are new.
 */
export async function listOwnScripts(context: ProcedureContext): Promise<number> {
  const { register, scripts } = context;
  const missing = await unlisted(register.look, (await scripts?.list()) ?? []);
  if (scripts === undefined || missing.length === 0) return 0;
  const files = await Promise.all(
    missing.map(async (own) => ({ own, bytes: await scripts.bytes(own.fileName) })),
  );
  const told = await recordedOnce(() =>
    register.record(actor, ['script.released'], async (desk) => {
      const released: Released[] = [];
      for (const { own, bytes } of files) released.push(await list(desk, own, bytes));
      return { events: [releasedEvent(released)], result: undefined };
    }),
  );
  return told ? missing.length : 0;
}

async function unlisted(look: RegisterLook, own: readonly OwnScript[]): Promise<readonly OwnScript[]> {
  const listed = new Map((await look.listedScripts()).map((one) => [one.fileName, one.reviewed]));
  const missing: OwnScript[] = [];
  for (const one of own) {
    if (listed.get(one.fileName)?.sha256 === one.sha256) continue;
    const versions = await look.scriptVersionsOf(one.fileName);
    if (!versions.some(({ origin, sha256 }) => origin === 'release' && sha256 === one.sha256))
      missing.push(one);
  }
  return missing;
}

async function list(desk: RegisterDesk, own: OwnScript, bytes: Uint8Array): Promise<Released> {
  const { fileName, sha256, systems, summary, version: label, parameters } = own;
  const versions = await desk.scriptVersionsOf(fileName);
  const before = versions.find((one) => one.state === 'reviewed') ?? null;
  const state = versions.length === 0 || before?.origin === 'release' ? 'reviewed' : 'draft';
  if (state === 'reviewed' && before !== null)
    await desk.retireScriptVersion(before.versionId, `Superseded by ${label} of the product.`);
  const { kind, signature } = readScript(fileName, bytes);
  const { scriptId, versionId, n } = await desk.addScriptVersion({
    ...{ fileName, kind, bytes, sha256, signature, systems, state, label },
    ...{ description: summary, normalised: false, origin: 'release', uploader: null },
    parameters: scriptParametersSchema.parse(JSON.parse(parameters)),
  });
  return { scriptId, versionId, fileName, n, sha256, version: label, state };
}

function releasedEvent(scripts: readonly Released[]): CustodyEvent<'script.released'> {
  return {
    type: 'script.released',
    stream: { kind: 'script', id: randomUUID() },
    subjects: scripts.map(({ scriptId }) => `script:${scriptId}`),
    reason: null,
    authority: null,
    detail: { scripts },
  };
}
