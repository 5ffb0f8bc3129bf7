import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { packageVerdicts } from '../../custody/package-verdict.ts';
import type { ReadingTask } from '../../package-reading/reading-task.ts';
import type { PackageReading, SealedArchive } from '../../ports/package-reader.ts';

/** How much a reading process may take before it is killed. */
export interface ReadingLimits {
  readonly ownMs: number; // between what it is handed and what it says next, all together
  readonly wallMs: number;
  readonly outputBytes: number;
}

const line = z.union([
  z.strictObject({ read: z.tuple([z.int().min(0), z.int().min(0)]) }),
  z.strictObject({ done: z.unknown() }),
  z.strictObject({
    refused: z.strictObject({ verdict: z.enum(packageVerdicts), found: z.string().max(1_000) }),
  }),
]);

const mostAsked = 16 * 1024 * 1024; // a directory of eight, to the ends of its blocks

/**
 * Tells a reading process its task, hands it the bytes that it asks for, and gives what it says at last. One that takes
 * too much is killed: `too-much-work`. Whatever ends this, the process is gone afterwards. Throws what `archive.read`
 * throws, `storage-unavailable` for a process that says nothing sensible, and the signal's reason.
 */
export async function followReading(
  child: ChildProcess,
  archive: SealedArchive,
  task: ReadingTask,
  limits: ReadingLimits,
  signal: AbortSignal,
): Promise<PackageReading<unknown>> {
  const gone = once(child, 'close'); // rejects for a process that could not be started
  gone.catch(() => undefined); // it is awaited where the output ends
  child.stdin?.on('error', () => undefined); // the same
  const watch = watchOver(child, limits, signal);
  try {
    await hand(child, `${JSON.stringify(task)}\n`);
    for await (const said of linesOf(child, limits.outputBytes)) {
      const told = line.parse(JSON.parse(said));
      if ('done' in told) return { kind: 'read', value: told.done };
      if ('refused' in told) return { kind: 'refused', ...told.refused };
      watch.pause();
      const [start, end] = told.read;
      if (start > end || end > archive.sizeBytes || end - start > mostAsked) throw notThere();
      const bytes = await archive.read(start, end);
      watch.goOn();
      await hand(child, bytes);
    }
    await gone;
    throw new CustodyError('storage-unavailable', 'The process that reads packages ended without a result.');
  } catch (error) {
    signal.throwIfAborted();
    if (watch.exceeded() || error instanceof TooMuchSaid) return tooMuchWork;
    throw error;
  } finally {
    watch.end();
  }
}

function notThere(): CustodyError {
  return new CustodyError(
    'storage-unavailable',
    'The process that reads packages asked for what the package does not have.',
  );
}

const tooMuchWork = {
  kind: 'refused',
  verdict: 'too-much-work',
  found: 'The process that read it was stopped: it took more time, memory or output than any package needs.',
} as const;

class TooMuchSaid extends Error {}

/** Kills the process when its own time, the time on the wall or the caller's patience is over, and at the end in any case. */
function watchOver(child: ChildProcess, { ownMs, wallMs }: ReadingLimits, signal: AbortSignal) {
  let [over, left, since]: [boolean, number, number] = [false, ownMs, Date.now()];
  const kill = () => child.kill('SIGKILL');
  const stop = () => {
    over = true;
    kill();
  };
  let own = setTimeout(stop, left);
  const wall = setTimeout(stop, wallMs);
  signal.addEventListener('abort', kill);
  return {
    pause() {
      clearTimeout(own);
      left -= Date.now() - since;
    },
    goOn() {
      since = Date.now();
      own = setTimeout(stop, Math.max(0, left));
    },
    /** Also by itself: V8 gives up with SIGABRT, or the system with SIGKILL, where memory runs out. */
    exceeded: () => over || ['SIGABRT', 'SIGKILL'].includes(child.signalCode ?? ''),
    end() {
      clearTimeout(own);
      clearTimeout(wall);
      signal.removeEventListener('abort', kill);
      kill();
    },
  };
}

/** Waits while the pipe is full. A process that is gone takes nothing; what became of it, the end of its output tells. */
async function hand({ stdin }: ChildProcess, bytes: string | Uint8Array): Promise<void> {
  if (stdin === null || stdin.destroyed || stdin.write(bytes)) return;
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(stdin, 'drain', { signal }), once(stdin, 'close', { signal })]);
  settled.abort();
}

async function* linesOf(child: ChildProcess, most: number): AsyncGenerator<string> {
  let [held, size]: [string[], number] = [[], 0];
  child.stdout?.setEncoding('utf8');
  for await (const piece of child.stdout ?? []) {
    size += piece.length;
    if (size > most) throw new TooMuchSaid();
    const [first, ...rest] = String(piece).split('\n');
    held.push(first ?? '');
    for (const begun of rest) {
      yield held.join('');
      held = [begun];
    }
  }
}
