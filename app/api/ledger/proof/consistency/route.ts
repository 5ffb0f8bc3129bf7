import type { NextRequest } from 'next/server';
import { consistencyAnswer } from '@/lib/queries/ledger-proofs.ts';
import { ledgerRoute, wholeNumber } from '@/lib/web/ledger-route.ts';

export const dynamic = 'force-dynamic';

/** `?from=&to=`: that the log of `to` entries begins with the log of `from` entries. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams;
  return await ledgerRoute(request, async (db) => {
    const [from, to] = [wholeNumber(query.get('from'), 'from'), wholeNumber(query.get('to'), 'to')];
    const answer = await consistencyAnswer(db, from, to);
    return { body: `${JSON.stringify(answer)}\n`, type: 'application/json', immutable: true };
  });
}
