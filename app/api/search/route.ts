import type { NextRequest } from 'next/server';
import { searchEverything } from '@/lib/queries/search-everything.ts';
import { queryRoute } from '@/lib/web/route.ts';

export async function GET(request: NextRequest): Promise<Response> {
  const text = request.nextUrl.searchParams.get('q') ?? '';
  return await queryRoute(request, async (viewer) => ({ hits: await searchEverything(viewer, text) }));
}
