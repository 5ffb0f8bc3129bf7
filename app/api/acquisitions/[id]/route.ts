import type { NextRequest } from 'next/server';
import { getAcquisition } from '@/lib/queries/get-acquisition.ts';
import { queryRoute } from '@/lib/web/route.ts';

export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return await queryRoute(request, (viewer) => getAcquisition(viewer, id));
}
