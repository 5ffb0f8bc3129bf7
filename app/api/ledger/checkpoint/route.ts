import type { NextRequest } from 'next/server';
import { runtime } from '@/lib/runtime/runtime.ts';

export const dynamic = 'force-dynamic';

/**
 * The newest signed checkpoint (C2SP tlog-checkpoint), for anyone: it holds no secret and no fact. It may be kept,
 * but must be asked for again: the size, which never names two notes, is its tag.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const { db } = await runtime();
  const newest = await db.ledgerCheckpoint.findFirst({
    orderBy: { size: 'desc' },
    select: { note: true, size: true },
  });
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (newest === null)
    return new Response('There is no checkpoint yet.\n', {
      status: 404,
      headers: { ...headers, 'cache-control': 'no-store' },
    });
  const etag = `"${newest.size}"`;
  const fresh = { ...headers, 'cache-control': 'no-cache', etag };
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers: fresh });
  return new Response(newest.note, { headers: fresh });
}
