import type { CommandAnswer } from '../../custody/console/command-answer.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { promptWords, stateAfter } from '../../custody/console/console-state.ts';
import { helpList, helpWords } from '../../custody/console/help-words.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CommandRecord, SessionRecord } from '../../ports/console-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { libraryAnswer, libraryNow } from './library-now.ts';
import { systemOf, targetName } from './plan-of-command.ts';

/** What the product answers by itself; nothing of it reaches the device. Refused for a job that there is not. */
export async function answerHere(
  context: ProcedureContext,
  session: SessionRecord,
  command: ConsoleCommand,
): Promise<CommandAnswer | { readonly refusal: string }> {
  const { look } = context.register;
  switch (command.name) {
    case 'cls':
      return { kind: 'cleared' };
    case 'help':
      return lines(command.about === null ? helpList() : helpWords(command.about));
    case 'connect':
      return lines([`Session established on ${session.device.name}.`]);
    case 'cd':
      return lines(folderLines(session, command));
    case 'trace':
      return lines([
        session.trace
          ? 'Requests and answers are no longer shown.'
          : 'Requests and answers are shown. Secrets are never part of them.',
      ]);
    case 'jobs':
      return lines(jobLines(await look.sessionCommands(session.id)));
    case 'status':
    case 'fg':
      return jobAnswer(await look.sessionCommands(session.id), command.jobId);
    case 'library':
      return libraryAnswer(await libraryNow(context));
    case 'remediate':
      return lines(awayLines(await look.remediationsOn(session.incidentId, session.deviceId)));
    default:
      throw new CustodyError('conflict', `${command.name} is not answered here.`);
  }
}

function lines(all: readonly string[]): CommandAnswer {
  return { kind: 'lines', lines: [...all] };
}

/** That the folder exists, the device alone knows. */
function folderLines(session: SessionRecord, command: ConsoleCommand): readonly string[] {
  const state = { folder: session.folder, trace: session.trace };
  const after = stateAfter(state, command, systemOf(session));
  const hint = after.folder === state.folder ? [] : ['Whether it exists, dir says.'];
  return [promptWords(after), ...hint];
}

function jobLines(all: readonly CommandRecord[]): readonly string[] {
  const jobs = all.filter(({ state }) => state === 'waiting' || state === 'running');
  return jobs.length === 0 ? ['No jobs.'] : jobs.map(statusLine);
}

function jobAnswer(all: readonly CommandRecord[], id: string): CommandAnswer | { readonly refusal: string } {
  const found = all.find(({ n }) => String(n) === id);
  return found === undefined
    ? { refusal: `This console has no command ${id}. See: jobs` }
    : lines([statusLine(found)]);
}

function statusLine({ n, line, state, words }: CommandRecord): string {
  return `${n}  ${state}  ${line}${words === null ? '' : `  ${words}`}`;
}

function awayLines(all: readonly CommandRecord[]): readonly string[] {
  const done = all.flatMap(({ state, command, madeAt, session }) =>
    state === 'done' && command?.name === 'remediate' && command.target !== null
      ? [`${madeAt}  ${command.target.kind}  ${targetName(command.target)}  by ${session.person.displayName}`]
      : [],
  );
  return done.length === 0 ? ['Holdfast has put nothing away on this device.'] : done;
}
