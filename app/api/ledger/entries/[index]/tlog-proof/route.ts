import type { NextRequest } from 'next/server';
import { entryProof, tlogProofOf } from '@/lib/queries/entry-proof.ts';
import { notFound } from '@/lib/queries/require-id.ts';
import { ledgerRoute, plainText, wholeNumber } from '@/lib/web/ledger-route.ts';

export const dynamic = 'force-dynamic';

/** A C2SP tlog-proof of one entry, to be kept. A later one may stand under a newer checkpoint. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ index: string }> },
): Promise<Response> {
  const { index } = await params;
  return await ledgerRoute(request, async (db) => {
    const proof = await entryProof(db, wholeNumber(index, 'index'));
    if (proof === null) throw notFound();
    const fileName = `entry-${index}.tlog-proof`;
    return { body: tlogProofOf(proof), type: plainText, immutable: false, fileName };
  });
}
