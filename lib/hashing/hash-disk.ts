import { type DigestPass, digestPass, type HashedDisk } from './digest-pass.ts';
import { startDigestThread } from './digest-thread.ts';
import { DiskReadError, type DiskSource } from './disk-source.ts';
import { type LoadingStretch, readAhead } from './read-ahead.ts';
import { readPlan, type Stretch } from './read-plan.ts';
import { type TaskWindow, taskWindow } from './task-window.ts';
import { vhdFooterBytes } from './vhd.ts';

/** Zeros are fed in pieces, so that progress shows and a stop is obeyed. A multiple of the block size. */
const zeroPiece = 64n * 1024n * 1024n;
/** Tasks given to the threads and not answered yet: enough to keep them busy, few enough to hold little memory. */
const mostUnanswered = 4;

export interface HashDiskOptions {
  readonly onProgress: (bytesDone: bigint) => void; // bytes hashed so far, zeros included
  readonly signal: AbortSignal;
}

/**
 * All digests of a disk in one pass: two threads hash (whole file, blocks) while this one reads ahead. Ranges known
 * to be zero are not read. Throws DiskReadError if the source gives too little or too much, RangeError for data
 * ranges that make no sense, the source's own error, or the abort reason. Memory: some 100 MiB of buffers.
 */
export async function hashDisk(source: DiskSource, options: HashDiskOptions): Promise<HashedDisk> {
  const { sizeBytes } = source;
  if (sizeBytes < vhdFooterBytes) throw new DiskReadError('The disk is smaller than a VHD footer.');
  const plan = readPlan(sizeBytes, source.dataRanges);
  const [wholeThread, blockThread] = [startDigestThread(), startDigestThread()];
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  try {
    const pass = digestPass(sizeBytes, wholeThread, blockThread, options.onProgress);
    const window = taskWindow(mostUnanswered);
    for (const stretch of readAhead(source, plan, signal)) {
      if (stretch.kind === 'zeros') await takeZeros(stretch, pass, window, signal);
      else await takeData(stretch, pass, window);
    }
    await window.drain();
    return await pass.finish(bytesToRead(plan));
  } finally {
    stop.abort();
    await Promise.all([wholeThread.stop(), blockThread.stop()]);
  }
}

async function takeZeros(
  { start, end }: { readonly start: bigint; readonly end: bigint },
  pass: DigestPass,
  window: TaskWindow,
  signal: AbortSignal,
): Promise<void> {
  for (let at = start; at < end; at += zeroPiece) {
    signal.throwIfAborted();
    await window.add(pass.takeZeros(at, at + zeroPiece < end ? at + zeroPiece : end));
  }
}

async function takeData(stretch: LoadingStretch, pass: DigestPass, window: TaskWindow): Promise<void> {
  const hashed: Promise<void>[] = [];
  for (const arriving of stretch.blocks) {
    const { start, bytes } = await arriving;
    const task = pass.takeBlock(start, bytes);
    hashed.push(task);
    await window.add(task);
  }
  // The window meets a failed task; here it only means that the memory is not used again.
  Promise.all(hashed).then(stretch.release, () => undefined);
}

function bytesToRead(plan: readonly Stretch[]): bigint {
  return plan
    .flatMap((stretch) => (stretch.kind === 'data' ? stretch.reads : []))
    .reduce((sum, { start, end }) => sum + (end - start), 0n);
}
