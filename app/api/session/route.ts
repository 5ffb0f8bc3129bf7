import type { NextRequest } from 'next/server';
import { sessionRoute } from '@/lib/web/session-route.ts';

/** How long the session lasts. Asking does not make it last longer. */
export async function GET(request: NextRequest): Promise<Response> {
  return await sessionRoute(request, 'background');
}

/** The person is there: begins the idle time anew. */
export async function POST(request: NextRequest): Promise<Response> {
  return await sessionRoute(request, 'person');
}
