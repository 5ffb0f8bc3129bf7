import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Child process of the benchmark: serves random bytes of any length, with ranges, over plain HTTP on loopback. */
const cycle = randomBytes(64 * 1024 * 1024);
const piece = 1024 * 1024;

const server = createServer((request, response) => {
  const size = Number(request.url?.slice(1));
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = first === undefined ? [0, size] : [Number(first), Number(last) + 1];
  response.writeHead(first === undefined ? 200 : 206, { 'content-length': end - start });
  // A client that goes away ends the stream; the benchmark sees that on its own side.
  pipeline(Readable.from(piecesOf(start, end)), response).catch(() => undefined);
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());

function* piecesOf(start: number, end: number): Generator<Uint8Array> {
  for (let at = start; at < end; ) {
    const from = at % cycle.length;
    const length = Math.min(piece, end - at, cycle.length - from);
    yield cycle.subarray(from, from + length);
    at += length;
  }
}
