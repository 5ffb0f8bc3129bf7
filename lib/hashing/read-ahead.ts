import { blockSize } from './block-manifest.ts';
import { DiskReadError, type DiskSource } from './disk-source.ts';
import { type ByteRange, type Stretch, stretchBlocks } from './read-plan.ts';

/** Data stretches on their way while earlier ones are hashed: 5 × 8 MiB, one connection each. */
const depth = 4;

/** Memory of finished stretches, kept for the next read: what a read allots anew is rubbish after it. */
const spare: SharedArrayBuffer[] = [];

type ZeroStretch = Extract<Stretch, { kind: 'zeros' }>;
type DataStretch = Extract<Stretch, { kind: 'data' }>;

/** A data stretch whose blocks arrive one after the other, in order. */
export interface LoadingStretch {
  readonly kind: 'data';
  readonly blocks: readonly Promise<LoadedBlock>[];
  /** Gives the memory back. Only when nobody looks at the blocks any more. */
  release(): void;
}

export interface LoadedBlock {
  readonly start: bigint;
  readonly bytes: Uint8Array; // in shared memory, so that threads see it without a copy
}

/**
 * Yields the plan's stretches in order and keeps the next ones loading, so that network and hashing overlap.
 * Memory: at most `depth` + 2 stretches beside those not released yet. A block's promise rejects with DiskReadError
 * if the source gave too little or too much, and with the source's own error or the abort reason otherwise.
 */
export function* readAhead(
  source: DiskSource,
  plan: readonly Stretch[],
  signal: AbortSignal,
): Generator<ZeroStretch | LoadingStretch> {
  const queue: (ZeroStretch | LoadingStretch)[] = [];
  let loading = 0;
  for (const stretch of plan) {
    if (stretch.kind === 'data') loading += 1;
    queue.push(stretch.kind === 'zeros' ? stretch : startLoading(source, stretch, signal));
    while (loading > depth) {
      const next = queue.shift();
      if (next === undefined) break;
      if (next.kind === 'data') loading -= 1;
      yield next;
    }
  }
  yield* queue;
}

function startLoading(source: DiskSource, stretch: DataStretch, signal: AbortSignal): LoadingStretch {
  const memory = spare.pop() ?? new SharedArrayBuffer(stretchBlocks * blockSize);
  const bytes = new Uint8Array(memory, 0, Number(stretch.end - stretch.start));
  const arrivals = Array.from({ length: Math.ceil(bytes.length / blockSize) }, () =>
    Promise.withResolvers<LoadedBlock>(),
  );
  let arrived = 0;
  const arrive = (length: number) => {
    while (arrived < arrivals.length && Math.min((arrived + 1) * blockSize, bytes.length) <= length) {
      const at = arrived * blockSize;
      const block = bytes.subarray(at, Math.min(at + blockSize, bytes.length));
      arrivals[arrived]?.resolve({ start: stretch.start + BigInt(at), bytes: block });
      arrived += 1;
    }
  };
  fill(bytes, stretch, source, signal, arrive).catch((cause: unknown) => {
    for (const arrival of arrivals) arrival.reject(cause);
  });
  // A later stretch may fail before anybody awaits it; the failure is still met when its turn comes.
  for (const arrival of arrivals) arrival.promise.catch(() => undefined);
  return { kind: 'data', blocks: arrivals.map(({ promise }) => promise), release: () => spare.push(memory) };
}

/** Fills the stretch from its reads and zeroes what lies between; tells after each step how far it is filled. */
async function fill(
  bytes: Uint8Array,
  stretch: DataStretch,
  source: DiskSource,
  signal: AbortSignal,
  arrive: (length: number) => void,
): Promise<void> {
  let filled = 0;
  for (const read of stretch.reads) {
    const start = Number(read.start - stretch.start);
    bytes.fill(0, filled, start); // the memory is used again and again
    arrive(start);
    filled = Number(read.end - stretch.start);
    await fillFrom(source, read, bytes.subarray(start, filled), signal, (length) => arrive(start + length));
    arrive(filled);
  }
  bytes.fill(0, filled);
  arrive(bytes.length);
}

/** Exactly as many bytes as were asked for. `arrive` is not told of the last one: that waits for the stream's end. */
async function fillFrom(
  source: DiskSource,
  { start, end }: ByteRange,
  bytes: Uint8Array,
  signal: AbortSignal,
  arrive: (length: number) => void,
): Promise<void> {
  signal.throwIfAborted();
  let filled = 0;
  for await (const chunk of await source.read(start, end, signal)) {
    signal.throwIfAborted();
    if (filled + chunk.length > bytes.length) {
      throw new DiskReadError(`The source sent more than the bytes ${start} to ${end} asked for.`);
    }
    bytes.set(chunk, filled);
    filled += chunk.length;
    freeNow(chunk);
    if (filled < bytes.length) arrive(filled);
  }
  if (filled < bytes.length) {
    throw new DiskReadError(`The source ended ${bytes.length - filled} bytes before byte ${end}.`);
  }
}

/**
 * Frees a chunk that was copied, if its memory is its alone. Left to the garbage collector, a gigabyte of them would
 * make it search the whole heap again and again: a fifth of the processor time of a read, and 100 MiB of rubbish.
 */
function freeNow({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
