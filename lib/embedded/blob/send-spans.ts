import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { type ByteSpan, clipSpans } from './byte-span.ts';

const pieceBytes = 1 << 20;
const zeros = Buffer.alloc(pieceBytes);
/** Buffers of finished requests. New ones for each would make the garbage collector search the heap all the time. */
const spare: Buffer<ArrayBuffer>[] = [];

/**
 * Writes bytes [start, end) of a sparse file to `sink`: data spans from the file, the rest as zeros.
 * Two buffers alternate, so that the next piece is read while the last one is sent. Resolves early, without
 * an error, when the receiver goes away.
 */
export async function sendSpans(
  sink: Writable,
  path: string,
  spans: readonly ByteSpan[],
  wanted: ByteSpan,
): Promise<void> {
  await using file = await open(path, 'r');
  const buffers = [takeBuffer(), takeBuffer()] as const;
  let sent: Promise<boolean> = Promise.resolve(true);
  let turn: 0 | 1 = 0;
  for (const piece of pieces(spans, wanted)) {
    let bytes = zeros.subarray(0, piece.length);
    if (piece.hasData) {
      bytes = buffers[turn].subarray(0, piece.length);
      await fill(file, bytes, piece.offset);
      turn = turn === 0 ? 1 : 0;
    }
    if (!(await sent)) return;
    sent = send(sink, bytes);
  }
  if (!(await sent)) return; // a buffer that may still be on its way is not used again
  sink.end();
  spare.push(...buffers);
}

function takeBuffer(): Buffer<ArrayBuffer> {
  return spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
}

function* pieces(spans: readonly ByteSpan[], { start, end }: ByteSpan) {
  let offset = start;
  for (const span of [...clipSpans(spans, start, end), { start: end, end }]) {
    yield* cut(offset, span.start, false);
    yield* cut(span.start, span.end, true);
    offset = span.end;
  }
}

function* cut(start: number, end: number, hasData: boolean) {
  for (let offset = start; offset < end; offset += pieceBytes) {
    yield { offset, length: Math.min(pieceBytes, end - offset), hasData };
  }
}

async function fill(
  file: { read: Awaited<ReturnType<typeof open>>['read'] },
  bytes: Buffer,
  position: number,
) {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('A snapshot file is shorter than its span list says.');
    done += bytesRead;
  }
}

/** True when the bytes are handed over and the buffer may be used again; false when the receiver is gone. */
function send(sink: Writable, bytes: Buffer): Promise<boolean> {
  if (sink.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onClose = () => resolve(false);
    sink.once('close', onClose);
    sink.write(bytes, (error) => {
      sink.removeListener('close', onClose);
      resolve(error === null || error === undefined);
    });
  });
}
