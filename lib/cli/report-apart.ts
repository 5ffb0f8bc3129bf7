import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BundleTrust, BundleVerdict } from '../bundle/verify-bundle.ts';
import { LedgerError } from '../ledger/ledger-error.ts';

const mebibyte = 1024 * 1024;

/** What a file that says that it is a report may cost who looks at it. */
interface ReportLimits {
  readonly fileBytes: number;
  readonly unpackedBytes: number; // of everything in it together
  readonly heapMiB: number;
  readonly seconds: number;
}

/** About twice what the largest report of ours takes, of the events that `lib/custody/report-bounds.ts` allows. */
export const reportLimits: ReportLimits = {
  fileBytes: 256 * mebibyte,
  unpackedBytes: 512 * mebibyte,
  heapMiB: 3072,
  seconds: 600,
};

/** What the process is handed, and what it says. */
export interface ReportQuestion {
  readonly bytes: Uint8Array;
  readonly trust: BundleTrust;
  readonly unpackedBytes: number;
}
export type ReportAnswer = { readonly verdict: BundleVerdict } | { readonly refused: string };

/**
 * The verdict of `verifyReport` on a file that anybody may have made, worked out in a process of its own, which may read and
 * nothing else: what the file takes of memory and time ends with it. A thread would not do, for where the parser of JSON runs
 * out of memory, all threads end. Throws LedgerError in one sentence for what is no report, or beyond the limits.
 */
export async function reportApart(
  bytes: Uint8Array,
  trust: BundleTrust,
  { fileBytes, unpackedBytes, heapMiB, seconds }: ReportLimits = reportLimits,
): Promise<BundleVerdict> {
  if (bytes.length > fileBytes) throw refused('it is larger than any report');
  const reader = start(heapMiB);
  const watch = Promise.withResolvers<never>();
  const timer = setTimeout(() => watch.reject(refused('it takes longer than any report')), seconds * 1000);
  try {
    const question: ReportQuestion = { bytes, trust, unpackedBytes };
    const answer = await Promise.race([answerOf(reader, question), watch.promise]);
    if ('verdict' in answer) return answer.verdict;
    throw new LedgerError(answer.refused);
  } finally {
    clearTimeout(timer);
    reader.kill('SIGKILL');
  }
}

/** No writing, no further process, no thread, no native code. What a library says of the file goes nowhere. */
function start(heapMiB: number): ChildProcess {
  return fork(fileURLToPath(new URL('./report-process.ts', import.meta.url)), {
    execArgv: ['--permission', '--allow-fs-read=*', `--max-old-space-size=${heapMiB}`, '--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function answerOf(reader: ChildProcess, question: ReportQuestion): Promise<ReportAnswer> {
  return new Promise((resolve, reject) => {
    reader.once('message', (answer) => resolve(answer as ReportAnswer)); // from our own program
    reader.once('error', reject);
    reader.once('exit', (code, signal) => reject(ended(code, signal)));
    reader.send(question, (error) => {
      if (error !== null) reject(error);
    });
  });
}

/** Out of memory, it is ended by a signal, or by the number that stands for one in a shell or in Windows. */
function ended(code: number | null, signal: NodeJS.Signals | null): Error {
  const isBroken = signal !== null || (code !== null && code > 100);
  if (isBroken) return refused('it takes more memory than any report');
  return new Error(`What judges a report in a process of its own ended with ${code} and no answer.`);
}

function refused(why: string): LedgerError {
  return new LedgerError(`This PDF is refused: ${why}.`);
}
