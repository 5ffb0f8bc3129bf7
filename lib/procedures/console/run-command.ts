import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { commandRow } from '../../custody/console/command-table.ts';
import type { CommandLine, ConsoleCommand } from '../../custody/console/console-command.ts';
import { judgeCommand } from '../../custody/console/judge-command.ts';
import { parseCommand } from '../../custody/console/parse-command.ts';
import { resolveCommand } from '../../custody/console/resolve-command.ts';
import { looksLikeSecret, withheldLine } from '../../custody/console/secret-in-line.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { mayDo } from '../../custody/permission.ts';
import type { CommandRecord, SessionRecord } from '../../ports/console-desk.ts';
import type { Procedure } from '../procedure.ts';
import { giveHere, giveToDevice } from './give-line.ts';
import { parametersOfRun } from './parameters-of-run.ts';
import { systemOf } from './plan-of-command.ts';
import { type GivenCommand, type RefusedLine, refuseLine } from './refuse-line.ts';
import { situationOf } from './situation-of-command.ts';
import { ownSession } from './visible-session.ts';

export const runCommandInput = z.strictObject({
  sessionId: z.uuid(),
  line: z.string().trim().min(1, 'Type a command.').max(4_096),
  requestKey: z.uuid(),
});

type Input = z.infer<typeof runCommandInput>;

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
    'library.removal-begun',
    'library.file-removed',
    'library.removal-refused',
  ],
  async run(context, actor, input) {
    const session = await ownSession(context.register.look, actor, input.sessionId);
    const earlier = await context.register.look.consoleCommandByKey(input.requestKey);
    if (earlier !== null) return earlierAnswer(earlier, input);
    const read = readLine(input.line, session);
    if ('refusal' in read) return await refuseLine(context, actor, session, input.requestKey, read);
    const { command } = read.line;
    const refuse = (because: string, refusal: string) =>
      refuseLine(context, actor, session, input.requestKey, { line: input.line, because, refusal });
    if (!mayRemove(actor, command)) return await refuse('right', removalRefusal);
    const verdict = judgeCommand(read.line, await situationOf(context, actor, session, command));
    if (!verdict.allowed) return await refuse(verdict.because, verdict.sentence);
    const parameters = await parametersOfRun(context, command);
    if ('refusal' in parameters) return await refuse('parameters', parameters.refusal);
    const notes = [...read.line.notes, ...verdict.notes, ...parameters.notes];
    const line = { ...read.line, command: parameters.command };
    const given = { input, line, notes, first: verdict.first };
    return commandRow(command.name).delivery.how === 'console' || isAnsweredHere(command)
      ? await giveHere(context, actor, session, given)
      : await giveToDevice(context, actor, session, given);
  },
};

const removalRefusal =
  'Removing a file from the library takes the right to put files there, which you do not have.';

function earlierAnswer(earlier: CommandRecord, { sessionId, line }: Input): GivenCommand {
  if (earlier.session.id === sessionId && (earlier.line === line || earlier.line === withheldLine))
    return { id: earlier.id, n: earlier.n, state: earlier.state, words: earlier.words };
  throw new CustodyError('conflict', 'This line was sent before, as another one. Type it again.');
}

function readLine(line: string, session: SessionRecord): { readonly line: CommandLine } | RefusedLine {
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
