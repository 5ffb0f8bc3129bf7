import type { NextRequest } from 'next/server';
import { bundleEventId } from '@/lib/queries/bundle-event-id.ts';
import { getEventProof } from '@/lib/queries/get-event-proof.ts';
import { queryRoute } from '@/lib/web/route.ts';

/** The record of a bundle with its proof, for who may see the event: `?of=` names the item, incident or person by its id. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const of = request.nextUrl.searchParams.get('of') ?? '';
  return await queryRoute(request, async (viewer) =>
    getEventProof(viewer, await bundleEventId(viewer.db, of, id, 'bundle.exported')),
  );
}
