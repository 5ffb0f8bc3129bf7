import { createLogger } from '@/lib/runtime/logger.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { health } from '@/lib/web/health.ts';

export const dynamic = 'force-dynamic';

const logger = createLogger('health');

/** What works now: 200, or 503 while a part it needs is down. Public, and says no more than that. */
export async function GET(): Promise<Response> {
  const open = () => runtime().then(({ db, context }) => ({ db, locker: context.locker }));
  const state = await health(open, logger);
  return Response.json(state, {
    status: state.status === 'up' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}
