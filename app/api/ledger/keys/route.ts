import { runtime } from '@/lib/runtime/runtime.ts';

export const dynamic = 'force-dynamic';

/**
 * The keys that verify our checkpoints (C2SP vkey lines, one a line, Ed25519 first), and in lines that begin with `#`
 * those that did before. Public by nature.
 */
export async function GET(): Promise<Response> {
  const { ledgerKeys } = await runtime();
  const { current, former } = await ledgerKeys();
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (current.length === 0)
    return new Response('The public key of the ledger is not known to this portal.\n', {
      status: 503,
      headers: { ...headers, 'cache-control': 'no-store' },
    });
  const lines = [...current, ...former.map(({ vkey, upTo }) => `# former, ${until(upTo)}: ${vkey}`)];
  return new Response(`${lines.join('\n')}\n`, { headers: { ...headers, 'cache-control': 'no-cache' } });
}

function until(upTo: bigint | null): string {
  return upTo === null ? 'of an epoch that ended' : `up to ${upTo} entries`;
}
