import type { NextRequest } from 'next/server';
import { getEventProof } from '@/lib/queries/get-event-proof.ts';
import { queryRoute } from '@/lib/web/route.ts';

/** The record of one event with its proof, for who may see the event. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return await queryRoute(request, (viewer) => getEventProof(viewer, id));
}
