import type { IncomingHttpHeaders } from 'node:http';
import { BlobError } from './blob-error.ts';
import type { ByteSpan } from './byte-span.ts';

/**
 * The span asked for by `x-ms-range` (which wins) or `Range`, or null if the whole is asked for.
 * Source: "Specifying the range header for Blob service operations" (Microsoft). Only `bytes=a-` and `bytes=a-b`
 * are known there; others are ignored. Throws BlobError 416 if the range starts behind the end.
 */
export function requestedSpan(headers: IncomingHttpHeaders, sizeBytes: number): ByteSpan | null {
  const text = headers['x-ms-range'] ?? headers.range;
  const match = typeof text === 'string' ? /^bytes=(\d+)-(\d*)$/.exec(text) : null;
  if (match === null) return null;
  const start = Number(match[1]);
  const end = match[2] === '' ? sizeBytes : Math.min(Number(match[2]) + 1, sizeBytes);
  if (start >= sizeBytes || end <= start) {
    const words = 'The range specified is invalid for the current size of the resource.';
    throw new BlobError(416, 'InvalidRange', words, { headers: { 'content-range': `bytes */${sizeBytes}` } });
  }
  return { start, end };
}
