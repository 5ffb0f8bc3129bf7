import type { NextRequest } from 'next/server';
import { CustodyError } from '@/lib/custody/custody-error.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { ledgerRoute, plainText } from '@/lib/web/ledger-route.ts';

export const dynamic = 'force-dynamic';

/** Whom this portal believes (C2SP tlog-policy), to be compared with the file that a verifier holds by itself. */
export async function GET(request: NextRequest): Promise<Response> {
  return await ledgerRoute(request, async () => {
    const policy = await (await runtime()).trustPolicy();
    if (policy === null)
      throw new CustodyError('storage-unavailable', 'The trust policy of this portal cannot be read.');
    return { body: policy, type: plainText, immutable: false, fileName: 'trust-policy.txt' };
  });
}
