import { runtime } from '@/lib/runtime/runtime.ts';

export const dynamic = 'force-dynamic';

/** The keys that verify our checkpoints (C2SP vkey lines, one a line, Ed25519 first). Public by nature. */
export async function GET(): Promise<Response> {
  const { verifierKeys } = await runtime();
  const keys = await verifierKeys();
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (keys.length === 0)
    return new Response('The public key of the ledger is not known to this portal.\n', {
      status: 503,
      headers: { ...headers, 'cache-control': 'no-store' },
    });
  return new Response(`${keys.join('\n')}\n`, { headers: { ...headers, 'cache-control': 'no-cache' } });
}
