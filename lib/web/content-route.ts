import { randomBytes } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { CustodyError } from '../custody/custody-error.ts';
import { protectionPassword, wayOut } from '../custody/way-out.ts';
import { protectedZip, protectedZipBytes } from '../package-reading/protected-zip.ts';
import { type ContentBytes, type ContentOut, readContent } from '../procedures/access/read-content.ts';
import { answered } from './answered.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

/**
 * Streams an item's bytes to who holds a grant. One range at a time, resumable: the ETag is strong and made of the
 * item's own digest. Source: RFC 9110 §13.1.5, §14; RFC 9530 (Repr-Digest).
 */
export async function contentRoute(request: NextRequest, evidenceId: string): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const actor = await personOf(wired, request, 'read');
    const content = await perform(wired.context, actor, readContent, {
      evidenceId,
      range: request.headers.get('range'),
      ifRange: request.headers.get('if-range'),
    });
    const { part, kind } = content;
    if (part === null) return outside(content);
    return wayOut(kind).isProtected ? await protectedBytes(content, part) : bytesOf(content, part);
  });
}

/** A download is recorded in the person's name, so a page of somebody else must not begin one (Fetch Metadata). */
export function requireOwnClick(headers: Headers): void {
  const site = headers.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return;
  throw new CustodyError('forbidden', 'A download is begun on a page of Holdfast itself.');
}

function outside({ sizeBytes }: ContentOut): Response {
  return new Response(null, { status: 416, headers: { 'content-range': `bytes */${sizeBytes}` } });
}

function bytesOf(content: ContentOut, part: NonNullable<ContentOut['part']>): Response {
  const { start, end, whole, bytes } = part;
  return new Response(streamOf(bytes), {
    status: whole ? 200 : 206,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': (end - start).toString(),
      'content-disposition': `attachment; filename="${content.exhibitNumber}.${wayOut(content.kind).extension}"`,
      'accept-ranges': 'bytes',
      etag: content.etag,
      'repr-digest': `sha-256=:${Buffer.from(content.sha256, 'hex').toString('base64')}:`,
      'cache-control': 'private, no-store',
      ...(whole ? {} : { 'content-range': `bytes ${start}-${end - 1n}/${content.sizeBytes}` }),
    },
  });
}

/** Inside an encrypted archive, so that what a device gave is not run or deleted on its way by accident. */
async function protectedBytes(
  { exhibitNumber, kind, sizeBytes }: ContentOut,
  { bytes }: NonNullable<ContentOut['part']>,
): Promise<Response> {
  const inside = { name: `${exhibitNumber}.${wayOut(kind).extension}`, sizeBytes: Number(sizeBytes) };
  const length = protectedZipBytes(inside);
  if (length === null) {
    await bytes.leave();
    throw new CustodyError(
      'not-feasible',
      'What a device gave leaves in an archive, and this is too large for one.',
    );
  }
  const file = { ...inside, password: protectionPassword, salt: randomBytes(16) };
  const archive = protectedZip(file, piecesOf(bytes));
  const next = async () => (await archive.next()).value ?? null;
  return new Response(streamOf({ next, leave: () => bytes.leave() }), {
    headers: {
      'content-type': 'application/zip',
      'content-length': String(length),
      'content-disposition': `attachment; filename="${exhibitNumber}-protected.zip"`,
      'cache-control': 'private, no-store',
    },
  });
}

async function* piecesOf(bytes: ContentBytes): AsyncGenerator<Uint8Array> {
  for (let piece = await bytes.next(); piece !== null; piece = await bytes.next()) yield piece;
}

/** Pulled block by block, so that a slow reader holds one block in memory; a reader who leaves is recorded as that. */
function streamOf(bytes: ContentBytes): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const block = await bytes.next();
        if (block === null) controller.close();
        else controller.enqueue(block);
      },
      cancel: () => bytes.leave(),
    },
    { highWaterMark: 0 },
  );
}
