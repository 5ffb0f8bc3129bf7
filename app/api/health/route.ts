import { runtime } from '@/lib/runtime/runtime.ts';
import { health } from '@/lib/web/health.ts';

export const dynamic = 'force-dynamic';

/** What works now: 200, or 503 while a part it needs is down. Public, and says no more than that. */
export async function GET(): Promise<Response> {
  const { db, context, logger } = await runtime();
  const state = await health({ db, locker: context.locker, logger });
  return Response.json(state, {
    status: state.status === 'up' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}
