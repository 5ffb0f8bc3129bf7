import type { NextRequest } from 'next/server';
import { LedgerError } from '@/lib/ledger/ledger-error.ts';
import { parseTilePath, type TilePlace } from '@/lib/ledger/tile-path.ts';
import { ledgerTile } from '@/lib/queries/ledger-tile.ts';
import { notFound } from '@/lib/queries/require-id.ts';
import { ledgerRoute } from '@/lib/web/ledger-route.ts';

export const dynamic = 'force-dynamic';

/** Tiles of hashes and bundles of entries, as the C2SP tlog-tiles layout names them. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ path: string[] }> },
): Promise<Response> {
  const { path } = await params;
  return await ledgerRoute(request, async (db) => ({
    body: await ledgerTile(db, placeOf(path)),
    type: 'application/octet-stream',
    immutable: true,
  }));
}

function placeOf(path: readonly string[]): TilePlace {
  try {
    return parseTilePath(`tile/${path.join('/')}`);
  } catch (error) {
    if (error instanceof LedgerError) throw notFound();
    throw error;
  }
}
