import type { NextRequest } from 'next/server';
import { inclusionAnswer } from '@/lib/queries/ledger-proofs.ts';
import { ledgerRoute, wholeNumber } from '@/lib/web/ledger-route.ts';

export const dynamic = 'force-dynamic';

/** `?index=&size=`: the audit path of one entry in the tree of that size. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams;
  return await ledgerRoute(request, async (db) => {
    const [index, size] = [wholeNumber(query.get('index'), 'index'), wholeNumber(query.get('size'), 'size')];
    const answer = await inclusionAnswer(db, index, size);
    return { body: `${JSON.stringify(answer)}\n`, type: 'application/json', immutable: true };
  });
}
