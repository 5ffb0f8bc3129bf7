import { runtime } from '@/lib/runtime/runtime.ts';

export const dynamic = 'force-dynamic';

/** The newest signed checkpoint (C2SP tlog-checkpoint), for anyone: it holds no secret and no fact. */
export async function GET(): Promise<Response> {
  const { db } = await runtime();
  const newest = await db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { note: true } });
  if (newest === null) return new Response('There is no checkpoint yet.\n', { status: 404 });
  return new Response(newest.note, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
