import { createHash } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { cosignedNote } from '@/lib/queries/cosigned-note.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { plainText } from '@/lib/web/ledger-route.ts';

export const dynamic = 'force-dynamic';

/**
 * The newest checkpoint (C2SP tlog-checkpoint) with the log's signatures and the lines of every witness that cosigned
 * it, for anyone: it holds no secret and no fact. It may be kept, but must be asked for again.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const { db } = await runtime();
  const newest = await db.ledgerCheckpoint.findFirst({
    orderBy: { size: 'desc' },
    select: { note: true, size: true },
  });
  const headers = { 'content-type': plainText };
  if (newest === null)
    return new Response('There is no checkpoint yet.\n', {
      status: 404,
      headers: { ...headers, 'cache-control': 'no-store' },
    });
  const note = await cosignedNote(db, newest);
  const etag = `"${createHash('sha256').update(note).digest('hex').slice(0, 32)}"`;
  const fresh = { ...headers, 'cache-control': 'no-cache', etag };
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers: fresh });
  return new Response(note, { headers: fresh });
}
