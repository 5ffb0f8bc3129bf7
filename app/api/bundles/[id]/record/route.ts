import type { NextRequest } from 'next/server';
import { exportedEvent } from '@/lib/queries/exported-event.ts';
import { getEventProof } from '@/lib/queries/get-event-proof.ts';
import { queryRoute } from '@/lib/web/route.ts';

/** The record of a bundle with its proof, for who may see the event: `?of=` names the item or incident by its id. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const of = request.nextUrl.searchParams.get('of') ?? '';
  return await queryRoute(request, async (viewer) =>
    getEventProof(viewer, await exportedEvent(viewer.db, of, id)),
  );
}
