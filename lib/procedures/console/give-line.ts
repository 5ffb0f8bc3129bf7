import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../custody/actor.ts';
import type { CommandAnswer } from '../../custody/console/command-answer.ts';
import type { CommandLine, ConsoleCommand } from '../../custody/console/console-command.ts';
import { stateAfter } from '../../custody/console/console-state.ts';
import { scriptFor } from '../../custody/console/script-for.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { PinnedScript } from '../../custody/device-action.ts';
import type { LiveResponseStep } from '../../custody/live-response.ts';
import type { SessionRecord } from '../../ports/console-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { pinnedScripts } from '../script/pinned-script.ts';
import { answerHere } from './answer-here.ts';
import { commandText } from './command-text.ts';
import { consoleEvent } from './console-event.ts';
import { libraryNow } from './library-now.ts';
import { stepsOf, systemOf } from './plan-of-command.ts';
import { type GivenCommand, refuseLine } from './refuse-line.ts';
import { DeviceBusy, startCommand } from './start-command.ts';

/** A line that was allowed. */
export interface AllowedLine {
  readonly input: { readonly line: string; readonly requestKey: string };
  readonly line: CommandLine;
  readonly notes: readonly string[];
  readonly first: readonly ConsoleCommand[];
}

const sendLimitMs = 20_000;

/** A line that the product answers by itself. */
export async function giveHere(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  { input, line, notes }: AllowedLine,
): Promise<GivenCommand> {
  const answer = await answerHere(context, session, line.command);
  if ('refusal' in answer)
    return await refuseLine(context, actor, session, input.requestKey, {
      ...{ line: input.line, because: 'job', refusal: answer.refusal },
    });
  const after = stateAfter({ folder: session.folder, trace: session.trace }, line.command, systemOf(session));
  const id = randomUUID();
  return await context.register.record(actor, ['device.command-run'], async (desk) => {
    const row = rowOf(session, { id, text: input.line, line, notes, requestKey: input.requestKey });
    const { n } = await desk.addConsoleCommand({ ...row, state: 'done', answer });
    await desk.setConsoleState(session.id, after);
    const given = runEvent(session, { id, n, text: input.line, line, notes, steps: [], scripts: [], answer });
    return { events: [given], result: { id, n, state: 'done', words: null } };
  });
}

/** A line that reaches the device, and what it needs first: each waits for its turn, and the first is sent at once if it can be. */
export async function giveToDevice(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  { input, line: typed, notes, first }: AllowedLine,
): Promise<GivenCommand> {
  const line = { ...typed, command: await withDigest(context, typed.command) };
  const ids = [...first.map(() => randomUUID()), randomUUID()];
  const commands = [...first, line.command];
  const pins = await pinsFor(context, session, commands);
  const given = await context.register.record(actor, ['device.command-run'], async (desk) => {
    const events = [];
    let last = 0;
    for (const [index, id] of ids.entries()) {
      const command = commands[index] ?? line.command;
      const own = command === line.command;
      const text = own ? input.line : commandText(command);
      const one = own
        ? { id, text, line, notes, requestKey: input.requestKey }
        : {
            ...{ id, text, line: { ...line, command, intoFile: null }, requestKey: randomUUID() },
            notes: [`Runs first, because of -auto in: ${input.line}`],
          };
      const { n } = await desk.addConsoleCommand({ ...rowOf(session, one), state: 'waiting', answer: null });
      last = n;
      const steps = stepsOf(session, command, id);
      events.push(runEvent(session, { ...one, n, steps, scripts: pins(command), answer: null }));
    }
    const [event, ...more] = events;
    if (event === undefined) throw new CustodyError('conflict', 'There is nothing to run.');
    return { events: [event, ...more], result: { id: ids.at(-1) ?? '', n: last } };
  });
  await startNow(context, actor, ids[0] ?? given.id);
  return { ...given, state: 'waiting', words: null };
}

function rowOf(
  session: SessionRecord,
  one: {
    readonly id: string;
    readonly text: string;
    readonly line: CommandLine;
    readonly notes: readonly string[];
    readonly requestKey: string;
  },
) {
  const { id, text, line, notes, requestKey } = one;
  const { command, output, intoFile, background } = line;
  return {
    ...{ id, sessionId: session.id, line: text, name: command.name, command, output, intoFile },
    ...{ background, notes, words: null, requestKey },
  } as const;
}

function runEvent(
  session: SessionRecord,
  one: {
    readonly id: string;
    readonly n: number;
    readonly text: string;
    readonly line: CommandLine;
    readonly notes: readonly string[];
    readonly steps: readonly LiveResponseStep[];
    readonly scripts: readonly PinnedScript[];
    readonly answer: CommandAnswer | null;
  },
) {
  const { id: commandId, n, text, line, notes, steps, scripts, answer } = one;
  return consoleEvent('device.command-run', session, {
    ...{ sessionId: session.id, commandId, n, line: text, deviceName: session.device.name },
    ...{ folder: session.folder, command: { ...line.command }, intoFile: line.intoFile, notes },
    ...{ how: answer === null ? 'device' : 'console', steps, scripts, answer },
  });
}

/** What is put or run on a device is the file that was meant when it was asked for, however long the line waits. */
async function withDigest(context: ProcedureContext, command: ConsoleCommand): Promise<ConsoleCommand> {
  switch (command.name) {
    case 'putfile': {
      const { files } = await libraryNow(context);
      const held = files.find(({ fileName }) => fileName === command.fileName)?.sha256.toLowerCase();
      return held === undefined ? command : { ...command, sha256: held };
    }
    case 'run': {
      const pin = (await pinnedScripts(context)).get(command.script);
      return pin === undefined ? command : { ...command, sha256: pin.sha256 };
    }
    default:
      return command;
  }
}

async function pinsFor(
  context: ProcedureContext,
  session: SessionRecord,
  commands: readonly ConsoleCommand[],
): Promise<(command: ConsoleCommand) => readonly PinnedScript[]> {
  const named = (command: ConsoleCommand) => scriptFor(command, systemOf(session)) ?? '';
  const pinned = commands.some((one) => named(one) !== '') ? await pinnedScripts(context) : new Map();
  return (command) => {
    const script = pinned.get(named(command));
    if (script !== undefined)
      return [{ fileName: script.fileName, sha256: script.sha256 }, ...collectorIn(command)];
    return command.name === 'putfile' && command.sha256 !== undefined
      ? [{ fileName: command.fileName, sha256: command.sha256 }]
      : [];
  };
}

/** The file that a collector's wrapper finds beside it. */
function collectorIn(command: ConsoleCommand): readonly PinnedScript[] {
  if (command.name !== 'run' || command.collection?.phase !== 'start') return [];
  const { fileName, sha256 } = command.collection;
  return [{ fileName, sha256 }];
}

/** At once, if the device is free; the worker starts what could not be started here. */
async function startNow(context: ProcedureContext, actor: PersonActor, id: string): Promise<void> {
  const command = await context.register.look.consoleCommand(id);
  if (command?.state !== 'waiting') return;
  try {
    await startCommand(context, actor, command, AbortSignal.timeout(sendLimitMs));
  } catch (error) {
    if (!(error instanceof CustodyError || error instanceof DeviceBusy)) throw error;
  }
}
