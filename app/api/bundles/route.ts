import type { NextRequest } from 'next/server';
import { CustodyError } from '@/lib/custody/custody-error.ts';
import { answered } from '@/lib/web/answered.ts';
import { bundleRoute } from '@/lib/web/bundle-route.ts';

export const dynamic = 'force-dynamic';

/** A bundle of one item or one incident as a .zip: `?item=` or `?incident=` with its id. Recorded. */
export async function GET(request: NextRequest): Promise<Response> {
  const [item, incident] = ['item', 'incident'].map((of) => request.nextUrl.searchParams.get(of)) as [
    string | null,
    string | null,
  ];
  if (item !== null && incident === null) return await bundleRoute(request, { of: 'item', id: item });
  if (incident !== null && item === null) return await bundleRoute(request, { of: 'incident', id: incident });
  return await answered(async () => {
    throw new CustodyError('invalid-input', 'Name one item or incident, by its id.');
  });
}

/** Answered by itself: Next would run GET for it, and record a bundle that nobody took. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } });
}
