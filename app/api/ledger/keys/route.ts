import { runtime } from '@/lib/runtime/runtime.ts';

export const dynamic = 'force-dynamic';

/** The keys that verify our checkpoints (C2SP vkey lines, one a line, Ed25519 first). Public by nature. */
export async function GET(): Promise<Response> {
  const { verifierKeys } = await runtime();
  const keys = await verifierKeys();
  return new Response(`${keys.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
