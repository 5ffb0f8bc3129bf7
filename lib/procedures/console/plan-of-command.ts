import type { ConsoleSystem } from '../../custody/console/command-row.ts';
import type { ConsoleCommand, RemediationTarget } from '../../custody/console/console-command.ts';
import { consoleSystem } from '../../custody/console/console-state.ts';
import { type CommandPlan, planCommand } from '../../custody/console/plan-command.ts';
import type { LiveResponseStep } from '../../custody/live-response.ts';
import type { CommandRecord, SessionRecord } from '../../ports/console-desk.ts';
import { digestsOf } from '../acquisition/compare-digests.ts';
import type { ProcedureContext } from '../procedure.ts';
import { isSealed, itemsOf, sealedOutputOf } from './output-of-command.ts';

/** What goes out for a command now, by what was sealed in its session before. */
export async function planOfCommand(
  context: ProcedureContext,
  record: CommandRecord,
  signal: AbortSignal,
): Promise<CommandPlan> {
  const { command, session, id } = record;
  const system = consoleSystem(session.device.system);
  if (command === null || system === null)
    return { by: 'refused', refusal: 'It could not be read as a command of this device.' };
  const known = await whatIsKnown(context, record, signal);
  return planCommand(command, {
    system,
    state: { folder: session.folder, trace: session.trace },
    run: id,
    sha256Of: (path) => (known.file?.path === path ? known.file.sha256 : null),
    nameOf: (pid) => (known.process?.pid === pid ? known.process.name : null),
    putAwayBy: (what) => known.putAway.find((one) => one.what === what)?.run ?? null,
  });
}

/** The steps as far as they are known when a line is given; what changes a thing waits for the digest of what was taken first. */
export function stepsOf(
  session: SessionRecord,
  command: ConsoleCommand,
  run: string,
): readonly LiveResponseStep[] {
  const plan = planCommand(command, {
    ...{ system: systemOf(session), state: { folder: session.folder, trace: session.trace }, run },
    ...{ sha256Of: () => null, nameOf: () => null, putAwayBy: () => null },
  });
  return plan.by === 'live-response' ? plan.steps : [];
}

interface Known {
  readonly file: { readonly path: string; readonly sha256: string } | null;
  readonly process: { readonly pid: number; readonly name: string } | null;
  readonly putAway: readonly { readonly what: string; readonly run: string }[];
}

/** Only what the command needs is looked up. */
async function whatIsKnown(
  context: ProcedureContext,
  record: CommandRecord,
  signal: AbortSignal,
): Promise<Known> {
  const nothing: Known = { file: null, process: null, putAway: [] };
  const { command } = record;
  if (command?.name === 'undo') return { ...nothing, putAway: await putAwayOn(context, record) };
  if (command?.name !== 'remediate' || command.target === null) return nothing;
  const { target } = command;
  if (target.kind === 'file' || target.kind === 'startup')
    return { ...nothing, file: await takenFile(context, record, target.path) };
  if (target.kind === 'process')
    return { ...nothing, process: await shownProcess(context, record, target.pid, signal) };
  return nothing;
}

/** A file that this session took into custody: what was packed of it is what lies on the device. */
async function takenFile(
  context: ProcedureContext,
  { session }: CommandRecord,
  path: string,
): Promise<Known['file']> {
  const before = await context.register.look.sessionCommands(session.id);
  const taken = before.findLast(
    ({ command, state }) => state === 'done' && command?.name === 'getfile' && command.path === path,
  );
  if (taken?.actionId == null) return null;
  for (const item of await itemsOf(context, taken.actionId))
    if (isSealed(item) && item.source.output.kind === 'device-file')
      return { path, sha256: digestsOf(item.acquisition, 'hash-source').payloadSha256 };
  return null;
}

async function shownProcess(
  context: ProcedureContext,
  { session }: CommandRecord,
  pid: number,
  signal: AbortSignal,
): Promise<Known['process']> {
  const before = await context.register.look.sessionCommands(session.id);
  const shown = before.findLast(
    ({ command, state }) => state === 'done' && command?.name === 'processes' && command.pid === pid,
  );
  const output = shown === undefined ? null : await sealedOutputOf(context, shown, signal);
  const name = output?.answer?.items.find((one) => one.pid === pid)?.name;
  return typeof name === 'string' ? { pid, name } : null;
}

async function putAwayOn(
  { register }: ProcedureContext,
  { session }: CommandRecord,
): Promise<Known['putAway']> {
  const earlier = await register.look.remediationsOn(session.incidentId, session.deviceId);
  return earlier.flatMap(({ id, state, command }) =>
    state === 'done' && command?.name === 'remediate' && command.target !== null
      ? [{ what: targetName(command.target), run: id }]
      : [],
  );
}

/** What a remediated thing is called in lists, and when it is undone. */
export function targetName(target: RemediationTarget): string {
  switch (target.kind) {
    case 'file':
    case 'startup':
      return target.path;
    case 'process':
      return String(target.pid);
    case 'service':
      return target.service;
    case 'registry':
      return [target.key, target.valueName].join('\\\\');
    case 'scheduledtask':
      return target.task;
  }
}

/** The system that a session's device has. Sessions open only on those that live response knows. */
export function systemOf({ device }: CommandRecord['session']): ConsoleSystem {
  return consoleSystem(device.system) ?? 'linux';
}
