import type { NextRequest } from 'next/server';
import { placeOf } from '@/components/package/table-address.ts';
import { packageRoute } from '@/lib/web/package-route.ts';

export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return await packageRoute(request, (await params).id, placeOf(request.nextUrl.searchParams));
}

/** Answered by itself: Next would run GET for it, and record a read that nobody made. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } });
}
