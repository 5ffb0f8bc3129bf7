import { collectionState } from '../../custody/console/collection.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { inPlainSight } from '../../custody/plain-sight.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { SealedOutput } from './output-of-command.ts';

/** A line that gives itself. */
export interface NextLine {
  readonly command: Extract<ConsoleCommand, { name: 'getfile' | 'run' }>;
  readonly intoFile: string | null;
  readonly note: string; // why, in one sentence
}

/** What follows from an answer: the line, if any; what to say; whether what was asked failed all the same. */
export interface Following {
  readonly next: NextLine | null;
  readonly words: string | null;
  readonly failed: boolean;
}

const nothing: Following = { next: null, words: null, failed: false };

/** What a line's answer asks for next: the file that holds an answer too long to print, a look at a collection, its archive. */
export function followingOf(record: CommandRecord, output: SealedOutput | null): Following {
  if (output === null || output.answer === null) return nothing;
  const { command } = record;
  return command?.name === 'run' && command.collection !== undefined
    ? afterCollection(record, command, output)
    : afterLongAnswer(record, output);
}

function afterLongAnswer({ id, n, intoFile, session }: CommandRecord, { answer }: SealedOutput): Following {
  const path = answer?.output?.path;
  if (path === undefined || !isAnswerFile(path, id)) return nothing;
  if (session.closedAt !== null)
    return {
      ...nothing,
      words: `They are too long to be printed and lie on the device as ${path}: the console was closed before they could be fetched.`,
    };
  return {
    ...nothing,
    next: {
      command: { name: 'getfile', path, answerTo: id },
      intoFile,
      note: `it fetches the answer of line ${n}, which is too long to print.`,
    },
    words:
      'They are too long to be printed: the next line fetches them as a file, sealed like everything else.',
  };
}

function afterCollection(
  { id, n, session }: CommandRecord,
  command: Extract<ConsoleCommand, { name: 'run' }>,
  { answer, result }: SealedOutput,
): Following {
  const { script, collection } = command;
  if (collection === undefined || (result.exitCode ?? 0) !== 0) return nothing;
  const run = collection.phase === 'start' ? id : collection.run;
  const byHand = `Look at it with: run ${script} -parameters "-run ${run}"`;
  const isClosed = session.closedAt !== null;
  const state = collectionState(script, collection, answer?.items[0], id);
  switch (state.state) {
    case 'running': {
      const { next: look } = state;
      if (look === null || isClosed)
        return {
          ...nothing,
          words: `The collection runs on the device, and nobody looks at it any more. ${byHand}`,
        };
      const parameters = `-run ${run}`;
      const next = {
        command: { ...command, parameters, collection: look },
        intoFile: null,
        note: `it looks how far the collection of line ${n} is.`,
      };
      return {
        ...nothing,
        next,
        words: 'The collection runs on the device: the next line looks how far it is.',
      };
    }
    case 'ended': {
      const code =
        state.exitCode === null || state.exitCode === 0 ? '' : ` Its collector ended with ${state.exitCode}.`;
      if (isClosed)
        return {
          ...nothing,
          words: `The collection is over, and its archive was not fetched.${code} ${byHand}`,
        };
      const next = {
        command: { name: 'getfile', path: state.path, collectedBy: id },
        intoFile: null,
        note: `it takes the archive that line ${n} names into custody.`,
      } as const;
      return { ...nothing, next, words: `The collection is over: the next line fetches its archive.${code}` };
    }
    case 'failed':
      return { ...nothing, failed: true, words: 'The collection ended without an archive.' };
    case 'elsewhere':
      return {
        ...nothing,
        failed: true,
        words: 'The device names another file than the collection’s own: it is not fetched by itself.',
      };
  }
}

const longestPath = 1_024; // macOS'; elsewhere the folders for it are far shorter

/**
 * The file that a script of ours writes for its run, by its name; a device that names another one is not followed there, nor
 * by a path that shows otherwise than it is: it stands in a line that a person reads.
 */
export function isAnswerFile(path: string, run: string): boolean {
  if (path.length > longestPath || inPlainSight(path) !== path) return false;
  return path.split(/[\\/]/).at(-1) === `hf-${run}.json`;
}
