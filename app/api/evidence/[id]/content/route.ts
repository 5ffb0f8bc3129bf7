import type { NextRequest } from 'next/server';
import { contentRoute } from '@/lib/web/content-route.ts';

export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return await contentRoute(request, (await params).id);
}

/** Answered by itself: Next would run GET for it, and record a read that nobody made. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } });
}
