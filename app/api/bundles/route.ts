import type { NextRequest } from 'next/server';
import { CustodyError } from '@/lib/custody/custody-error.ts';
import { answered } from '@/lib/web/answered.ts';
import type { AskedBundle } from '@/lib/web/begin-asked-bundle.ts';
import { bundleRoute } from '@/lib/web/bundle-route.ts';

export const dynamic = 'force-dynamic';

/** A bundle as a .zip, recorded: `?item=` or `?incident=` with its id, or `?search=` with its words. */
export async function GET(request: NextRequest): Promise<Response> {
  const [asked, another] = askedIn(request.nextUrl.searchParams);
  if (asked !== undefined && another === undefined) return await bundleRoute(request, asked);
  return await answered(async () => {
    throw new CustodyError('invalid-input', 'Name one item or incident by its id, or one search.');
  });
}

function askedIn(params: URLSearchParams): readonly AskedBundle[] {
  const query = params.get('search');
  const held = (['item', 'incident'] as const).flatMap((of) => {
    const id = params.get(of);
    return id === null ? [] : [{ of, id }];
  });
  return query === null ? held : [...held, { of: 'search', query }];
}

/** Answered by itself: Next would run GET for it, and record a bundle that nobody took. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } });
}
