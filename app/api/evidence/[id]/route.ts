import type { NextRequest } from 'next/server';
import { getEvidenceItem } from '@/lib/queries/get-evidence-item.ts';
import { queryRoute } from '@/lib/web/route.ts';

export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return await queryRoute(request, (viewer) => getEvidenceItem(viewer, id));
}
