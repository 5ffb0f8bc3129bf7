import { randomUUID } from 'node:crypto';
import type { Actor, WorkerActor } from '../../custody/actor.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { firstNeeded, sameCommand } from '../../custody/console/needed-first.ts';
import type { CommandPlan } from '../../custody/console/plan-command.ts';
import type { DeviceAct, LongAnswer, PinnedScript } from '../../custody/device-action.ts';
import { deviceActPlan } from '../../custody/device-action-words.ts';
import type { LiveResponseStep } from '../../custody/live-response.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import { addDeviceAction, addedActionEvents } from '../device/add-device-action.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { endCommand } from './end-command.ts';
import { libraryNow } from './library-now.ts';
import { planOfCommand } from './plan-of-command.ts';
import { removeFromLibrary } from './remove-from-library.ts';

/**
 * Sends a command that waits, if its turn has come: its device is busy with nothing earlier. Whoever comes later finds it
 * started. Throws what Defender's library answers.
 */
export async function startCommand(
  context: ProcedureContext,
  actor: Actor,
  command: CommandRecord,
  signal: AbortSignal,
): Promise<void> {
  const { look } = context.register;
  const { deviceId } = command.session;
  if (await look.isBehindAnother({ id: command.id, deviceId })) return;
  const missing = await missingFirst(context, command);
  if (missing !== null) return await fail(context, actor, command, missing);
  const plan = await planOfCommand(context, command, signal);
  switch (plan.by) {
    case 'refused':
      return await fail(context, actor, command, plan.refusal);
    case 'library':
      return await removeFromLibrary(context, actor, command, plan.remove, signal);
    case 'console':
      return await fail(context, actor, command, 'It is answered in the console, not on the device.');
    case 'live-response':
    case 'response-action':
      return await send(context, actor, command, plan);
  }
}

/** What the command needs first was asked for before it, and may have failed since. */
async function missingFirst(context: ProcedureContext, record: CommandRecord): Promise<string | null> {
  const needed = record.command === null ? [] : firstNeeded(record.command);
  if (needed.length === 0) return null;
  const before = await context.register.look.sessionCommands(record.session.id);
  const done = before.flatMap(({ state, command }) =>
    state === 'done' && command !== null ? [command] : [],
  );
  const missing = needed.find((one) => !done.some((other) => sameCommand(other, one)));
  return missing === undefined
    ? null
    : `${missing.name} of the same thing did not succeed, and it comes first.`;
}

/** Who works for the person at the console. */
export function consoleWorker({ worker }: ProcedureContext, { session }: CommandRecord): WorkerActor {
  const { objectId, userPrincipalName, displayName } = session.person;
  return {
    ...{ kind: 'worker', workerId: worker.id, address: worker.address, identity: 'device-collector' },
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
}

function fail(context: ProcedureContext, actor: Actor, command: CommandRecord, words: string): Promise<void> {
  return endCommand(context, actor, command, { state: 'failed', words, answer: null, exhibitNumbers: [] });
}

async function send(
  context: ProcedureContext,
  actor: Actor,
  command: CommandRecord,
  plan: Extract<CommandPlan, { by: 'live-response' | 'response-action' }>,
): Promise<void> {
  const act = await actOf(context, command, plan);
  if (typeof act === 'string') return await fail(context, actor, command, act);
  const { session } = command;
  const { incidentId, device, readAt, reason, authority, person: requester } = session;
  const sentence = deviceActPlan(act, device.name);
  await context.register.record(actor, addedActionEvents, async (desk) => {
    const open = await desk.openDeviceAction(device.deviceId, act.kind);
    if (open !== null) throw new DeviceBusy(open.number);
    const wanted = { incidentId, device, readAt, act, reason, authority, plan: sentence, requester };
    // A key of its own: the command's id is no secret, and a form that was sent with it would stand in its way.
    const { id, events } = await addDeviceAction(desk, { ...wanted, requestKey: randomUUID() });
    await desk.startConsoleCommand(command.id, id); // refused to whoever comes second
    return { events, result: undefined };
  });
}

/** Another action of the kind is under way on the device: the command waits for it. */
export class DeviceBusy extends Error {
  readonly number: string;

  constructor(number: string) {
    super(`The device is busy with ${number}.`);
    this.number = number;
  }
}

async function actOf(
  context: ProcedureContext,
  command: CommandRecord,
  plan: Extract<CommandPlan, { by: 'live-response' | 'response-action' }>,
): Promise<DeviceAct | string> {
  if (plan.by === 'response-action') {
    requireHatch(context.devices, plan.act === 'collect-package' ? 'collector' : 'responder');
    return responseAct(plan.act);
  }
  requireHatch(context.devices, 'collector');
  const scripts = await pinsOf(context, command, plan.steps);
  if (typeof scripts === 'string') return scripts;
  const answers = await answerToOf(context, command);
  return { kind: 'live-response', steps: plan.steps, line: command.line, scripts, ...answers };
}

/** A line that fetches the answer of an earlier one says which script's answer it is. */
async function answerToOf(
  { register }: ProcedureContext,
  { command }: CommandRecord,
): Promise<{ readonly answerTo?: LongAnswer }> {
  if (command?.name !== 'getfile' || command.answerTo === undefined) return {};
  const asked = await register.look.consoleCommand(command.answerTo);
  const action = asked?.actionId == null ? null : await register.look.deviceAction(asked.actionId);
  if (action?.act.kind !== 'live-response') return {};
  const step = action.act.steps.find(({ type }) => type === 'RunScript');
  return step?.type === 'RunScript'
    ? { answerTo: { scriptName: step.scriptName, run: command.answerTo } }
    : {};
}

function responseAct(act: Extract<CommandPlan, { by: 'response-action' }>['act']): DeviceAct {
  switch (act) {
    case 'collect-package':
      return { kind: 'collect-package' };
    case 'isolate':
      return { kind: 'isolate', type: 'Full' };
    case 'release':
      return { kind: 'release' };
    case 'quick-scan':
      return { kind: 'scan', type: 'Quick' };
    case 'full-scan':
      return { kind: 'scan', type: 'Full' };
  }
}

/** Scripts by what is reviewed; a file that is only put there, by what the library held when it was asked for. */
async function pinsOf(
  context: ProcedureContext,
  { command }: CommandRecord,
  steps: readonly LiveResponseStep[],
): Promise<readonly PinnedScript[] | string> {
  if (steps.every(({ type }) => type === 'GetFile')) return [];
  const { files, pins } = await libraryNow(context);
  const found: PinnedScript[] = [];
  for (const step of steps) {
    if (step.type === 'GetFile') continue;
    const fileName = step.type === 'RunScript' ? step.scriptName : step.fileName;
    const held = files.find((one) => one.fileName === fileName)?.sha256.toLowerCase();
    const pin = pins.get(fileName);
    const sha256 = command?.name === 'putfile' ? (command.sha256 ?? held) : pin;
    if (held === undefined || sha256 === undefined) return `The library has no ${fileName} that may be used.`;
    const meant = command === null ? undefined : digestMeant(command, fileName);
    if (meant !== undefined && meant !== sha256)
      return `Another version of ${fileName} was reviewed while the line waited, and its parameters were not held against that one. Give the line again.`;
    found.push({ fileName, sha256, reviewed: pin === sha256 });
  }
  return found;
}

/** What was reviewed of a file when the line was given: what it is given was held against that. */
function digestMeant(command: ConsoleCommand, fileName: string): string | undefined {
  if (command.name !== 'run') return undefined;
  if (fileName === command.script) return command.sha256;
  const { collection } = command;
  return collection?.phase === 'start' && collection.fileName === fileName ? collection.sha256 : undefined;
}
