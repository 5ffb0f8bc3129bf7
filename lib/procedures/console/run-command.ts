import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import type { CommandAnswer } from '../../custody/console/command-answer.ts';
import { commandRow } from '../../custody/console/command-table.ts';
import type { CommandLine, ConsoleCommand } from '../../custody/console/console-command.ts';
import { stateAfter } from '../../custody/console/console-state.ts';
import { type CommandSituation, judgeCommand } from '../../custody/console/judge-command.ts';
import { parseCommand } from '../../custody/console/parse-command.ts';
import { planCommand } from '../../custody/console/plan-command.ts';
import { resolveCommand } from '../../custody/console/resolve-command.ts';
import { scriptFor } from '../../custody/console/script-for.ts';
import { looksLikeSecret, withheldLine } from '../../custody/console/secret-in-line.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { PinnedScript } from '../../custody/device-action.ts';
import type { LiveResponseStep } from '../../custody/live-response.ts';
import { mayDo } from '../../custody/permission.ts';
import type { CommandRecord, CommandState, SessionRecord } from '../../ports/console-desk.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { pinnedScripts } from '../script/pinned-script.ts';
import { answerHere } from './answer-here.ts';
import { commandText } from './command-text.ts';
import { consoleEvent } from './console-event.ts';
import { systemOf } from './plan-of-command.ts';
import { situationOf } from './situation-of-command.ts';
import { DeviceBusy, startCommand } from './start-command.ts';
import { ownSession } from './visible-session.ts';

export const runCommandInput = z.strictObject({
  sessionId: z.uuid(),
  line: z.string().trim().min(1, 'Type a command.').max(4_096),
  requestKey: z.uuid(),
});

type Input = z.infer<typeof runCommandInput>;

export interface GivenCommand {
  readonly id: string;
  readonly n: number;
  readonly state: CommandState;
  readonly words: string | null;
}

const sendLimitMs = 20_000;

/**
 * One line of a console: read, judged, recorded; answered here, or sent to the device when its turn comes. A refused line
 * is recorded too, with the reason; only one that looks like a secret is not kept. A repeated request answers the first
 * one's line. Throws `not-found` for no console of one's own, `conflict` for a closed one, and what Defender's library answers.
 */
export const runCommand: Procedure<Input, GivenCommand> = {
  name: 'run-command',
  permission: 'device.live-response',
  input: runCommandInput,
  records: [
    'device.command-run',
    'device.command-refused',
    'device.action-requested',
    'device.command-ended',
  ],
  async run(context, actor, input) {
    const session = await ownSession(context.register.look, actor, input.sessionId);
    const earlier = await context.register.look.consoleCommandByKey(input.requestKey);
    if (earlier !== null) return earlierAnswer(earlier, input);
    const read = readLine(input.line, session);
    if ('refusal' in read) return await refuse(context, actor, session, input, read);
    if (!mayRemove(actor, read.line.command))
      return await refuse(context, actor, session, input, {
        ...{ line: input.line, because: 'right' },
        refusal:
          'Removing a file from the library takes the right to put files there, which you do not have.',
      });
    const situation = await situationOf(context, actor, session, read.line.command);
    const verdict = judgeCommand(read.line, situation);
    if (!verdict.allowed)
      return await refuse(context, actor, session, input, {
        ...{ line: input.line, because: verdict.because, refusal: verdict.sentence },
      });
    const notes = [...read.line.notes, ...verdict.notes];
    const given = { input, line: read.line, notes, first: verdict.first, situation };
    return commandRow(read.line.command.name).delivery.how === 'console' || isAnsweredHere(read.line.command)
      ? await giveHere(context, actor, session, given)
      : await giveToDevice(context, actor, session, given);
  },
};

interface Refused {
  readonly line: string; // as it may be kept
  readonly because: string;
  readonly refusal: string;
}

interface Given {
  readonly input: Input;
  readonly line: CommandLine;
  readonly notes: readonly string[];
  readonly first: readonly ConsoleCommand[];
  readonly situation: CommandSituation;
}

function earlierAnswer(earlier: CommandRecord, { sessionId, line }: Input): GivenCommand {
  if (earlier.session.id === sessionId && (earlier.line === line || earlier.line === withheldLine))
    return { id: earlier.id, n: earlier.n, state: earlier.state, words: earlier.words };
  throw new CustodyError('conflict', 'This line was sent before, as another one. Type it again.');
}

function readLine(line: string, session: SessionRecord): { readonly line: CommandLine } | Refused {
  if (looksLikeSecret(line))
    return {
      ...{ line: withheldLine, because: 'secret' },
      refusal:
        'It looks like it holds a token, a signature or a password. Microsoft keeps every argument: it is neither sent nor kept here.',
    };
  const parsed = parseCommand(line);
  if (parsed.kind === 'empty') return { line, because: 'grammar', refusal: 'Type a command, or help.' };
  if (parsed.kind === 'refused') return { line, because: 'grammar', refusal: parsed.refusal };
  const resolved = resolveCommand(parsed.line.command, systemOf(session), session.folder);
  if ('refusal' in resolved) return { line, because: 'grammar', refusal: resolved.refusal };
  return { line: { ...parsed.line, command: resolved.command } };
}

/** Who runs scripts does not change what others run. */
function mayRemove(actor: PersonActor, command: ConsoleCommand): boolean {
  return command.name !== 'library' || command.remove === null || mayDo(actor.roles, 'library.install');
}

/** Lists are the product's own to give; what is removed from the library waits its turn like everything that changes. */
function isAnsweredHere(command: ConsoleCommand): boolean {
  return (
    (command.name === 'library' && command.remove === null) ||
    (command.name === 'remediate' && command.target === null)
  );
}

async function refuse(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  { requestKey }: Input,
  { line, because, refusal: sentence }: Refused,
): Promise<GivenCommand> {
  const id = randomUUID();
  return await context.register.record(actor, ['device.command-refused'], async (desk) => {
    const { n } = await desk.addConsoleCommand({
      ...{ id, sessionId: session.id, line, name: null, command: null, output: 'table', intoFile: null },
      ...{ background: false, notes: [], state: 'refused', words: sentence, answer: null, requestKey },
    });
    const refused = consoleEvent('device.command-refused', session, {
      ...{
        sessionId: session.id,
        commandId: id,
        n,
        line,
        deviceName: session.device.name,
        because,
        sentence,
      },
    });
    return { events: [refused], result: { id, n, state: 'refused', words: sentence } };
  });
}

async function giveHere(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  { input, line, notes }: Given,
): Promise<GivenCommand> {
  const answer = await answerHere(context, session, line.command);
  if ('refusal' in answer)
    return await refuse(context, actor, session, input, {
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

async function giveToDevice(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  { input, line, notes, first }: Given,
): Promise<GivenCommand> {
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

/** The steps as far as they are known now; what changes a thing waits for the digest of what was taken first. */
function stepsOf(session: SessionRecord, command: ConsoleCommand, run: string): readonly LiveResponseStep[] {
  const plan = planCommand(command, {
    ...{ system: systemOf(session), state: { folder: session.folder, trace: session.trace }, run },
    ...{ sha256Of: () => null, nameOf: () => null, putAwayBy: () => null },
  });
  return plan.by === 'live-response' ? plan.steps : [];
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
    return script === undefined ? [] : [{ fileName: script.fileName, sha256: script.sha256 }];
  };
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
