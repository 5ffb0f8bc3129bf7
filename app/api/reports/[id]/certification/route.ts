import type { NextRequest } from 'next/server';
import { certificationRoute } from '@/lib/web/report-route.ts';

export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return await certificationRoute(request, (await params).id);
}

/** Answered by itself: Next would run GET for it, and record what nobody took. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } });
}
