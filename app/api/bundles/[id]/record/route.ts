import type { NextRequest } from 'next/server';
import { getBundleRecord } from '@/lib/queries/get-bundle-record.ts';
import { queryRoute } from '@/lib/web/route.ts';

/** The record of a bundle with its proof: `?of=` names the item or incident by its id. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const of = request.nextUrl.searchParams.get('of') ?? '';
  return await queryRoute(request, (viewer) => getBundleRecord(viewer, of, id));
}
