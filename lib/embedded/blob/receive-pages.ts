import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlobError } from './blob-error.ts';
import { requestedSpan } from './byte-range-header.ts';
import type { SnapshotFile } from './snapshot-file.ts';

const pageBytes = 512;
const mostBytes = 4 << 20;

/** Put Page through a write link to a disk: at most 4 MiB of whole pages. Source: "Put Page" (Microsoft). */
export async function receivePages(
  request: IncomingMessage,
  response: ServerResponse,
  disk: SnapshotFile,
  write: (offset: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const span = requestedSpan(request.headers, disk.sizeBytes);
  const length = Number(request.headers['content-length'] ?? 0);
  if (span === null || span.start % pageBytes !== 0 || span.end % pageBytes !== 0)
    throw new BlobError(416, 'InvalidPageRange', 'The page range specified is invalid.');
  if (length > mostBytes)
    throw new BlobError(
      413,
      'RequestBodyTooLarge',
      'The request body is too large and exceeds the maximum permissible limit.',
    );
  if (request.headers['x-ms-page-write'] === 'update' && length !== span.end - span.start)
    throw new BlobError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
    );
  const clears = request.headers['x-ms-page-write'] === 'clear';
  await write(span.start, clears ? zeros(span.end - span.start) : (request as AsyncIterable<Uint8Array>));
  response.writeHead(201, {
    etag: disk.etag,
    'last-modified': disk.createdAt.toUTCString(),
    'x-ms-blob-sequence-number': '1',
    'x-ms-request-server-encrypted': 'true',
    'content-length': 0,
  });
  response.end();
}

async function* zeros(length: number): AsyncIterable<Uint8Array> {
  for (let done = 0; done < length; done += mostBytes) yield Buffer.alloc(Math.min(mostBytes, length - done));
}
