import type { CommandAnswer } from '../../custody/console/command-answer.ts';
import { isOverHere } from '../../custody/device-action.ts';
import { defenderStateWords } from '../../custody/device-action-words.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { answerOfCommand } from './answer-of-command.ts';
import { type CommandEnd, endCommand } from './end-command.ts';
import { endWithNextLine } from './end-with-next-line.ts';
import { followingOf, type NextLine } from './next-line.ts';
import {
  type CommandItem,
  isSealed,
  isTooLargeToRead,
  itemsOf,
  type SealedOutput,
  sealedOutputOf,
} from './output-of-command.ts';
import { consoleWorker } from './start-command.ts';

/** Ends a command whose action is over and whose items are sealed, with what can be said of them. */
export async function followCommand(
  context: ProcedureContext,
  command: CommandRecord,
  signal: AbortSignal,
): Promise<void> {
  if (command.actionId === null) return;
  const action = await context.register.look.deviceAction(command.actionId);
  if (action === null || !isOverHere(action.state)) return;
  const items = await itemsOf(context, action.id);
  if (items.some((item) => isUnderWay(item))) return;
  const { end, next } = await endOf(context, command, action, items, signal);
  const actor = consoleWorker(context, command);
  if (next === null) await endCommand(context, actor, command, end);
  else await endWithNextLine(context, actor, command, end, next);
}

interface Followed {
  readonly end: CommandEnd;
  readonly next: NextLine | null; // what follows by itself
}

/** One whose fetching failed is a person's matter; the command does not wait for it. */
function isUnderWay(item: CommandItem): boolean {
  const { state } = item.acquisition;
  return !isSealed(item) && (state === 'running' || state === 'cancelling');
}

async function endOf(
  context: ProcedureContext,
  command: CommandRecord,
  action: DeviceActionRecord,
  items: readonly CommandItem[],
  signal: AbortSignal,
): Promise<Followed> {
  const exhibitNumbers = items.map(({ acquisition }) => acquisition.exhibitNumber);
  const without = (state: CommandEnd['state'], words: string): Followed => ({
    end: { state, words, answer: null, exhibitNumbers },
    next: null,
  });
  if (action.state === 'withdrawn')
    return without('cancelled', action.problem ?? 'Cancelled before it reached Defender.');
  if (action.state === 'refused') return without('failed', action.problem ?? 'Defender refused it.');
  const { seen } = action;
  if (seen?.state === 'cancelled') return without('cancelled', 'Cancelled; it may continue on the device.');
  if (seen?.state !== 'succeeded')
    return without('failed', `${defenderStateWords(seen?.state ?? 'unknown')}. ${troubleOf(action)}`.trim());
  if (!items.every(isSealed))
    return without('failed', `${exhibitNumbers.join(', ')} could not be fetched and sealed.`);
  const large = items.find(isTooLargeToRead);
  if (large !== undefined)
    return without(
      'failed',
      `${large.acquisition.exhibitNumber} is sealed, and too large to be read here: whether the script did what it was asked is not known.`,
    );
  const output = await sealedOutputOf(context, command, signal);
  const answer = await answerOfCommand(context, command, items, output, signal);
  const following = followingOf(command, output);
  const failed = following.failed || (output !== null && failedOnDevice(output));
  const words = [wordsOf(output, answer), following.words, action.problem];
  const end = { answer, exhibitNumbers, words: words.filter((one) => one !== null).join(' ') } as const;
  return { end: { ...end, state: failed ? 'failed' : 'done' }, next: following.next };
}

/** A script of ours ends with 1 where it could not do what it was asked; what stands in its way is in the output. */
function failedOnDevice({ result, answer }: SealedOutput): boolean {
  return (result.exitCode ?? 0) !== 0 || (answer !== null && answer.count === 0 && answer.errors.length > 0);
}

function wordsOf(output: SealedOutput | null, answer: CommandAnswer | null): string {
  if (output !== null && failedOnDevice(output))
    return 'The script could not do it on the device; its output says why.';
  if (answer === null) return 'Done.';
  switch (answer.kind) {
    case 'counted':
      return `${answer.items} ${answer.items === 1 ? 'item' : 'items'}, as the device reports${answer.truncated ? '; there are more' : ''}.`;
    case 'file':
      return fileWords(answer.verdict);
    case 'reputation':
      return answer.known
        ? `Reputation lookup: ${answer.determination ?? 'Defender names no determination'}.`
        : 'Reputation lookup: Defender knows no such file.';
    case 'lines':
    case 'cleared':
    case 'library':
      return 'Done.';
  }
}

function fileWords(verdict: Extract<CommandAnswer, { kind: 'file' }>['verdict']): string {
  switch (verdict) {
    case 'agrees':
      return 'What arrived has the digest that the device printed.';
    case 'differs':
      return 'What arrived does not have the digest that the device printed: the file changed in between, or one of the two is wrong.';
    case 'not-comparable':
      return 'The device printed no digest of it to compare with.';
  }
}

function troubleOf({ seen }: DeviceActionRecord): string {
  const errors = (seen?.commands ?? []).flatMap(({ errors: one }) => one);
  const said = [seen?.trouble ?? null, ...errors].find((one) => one !== null && one !== '');
  return said == null ? '' : `Defender says: “${said}”`;
}
