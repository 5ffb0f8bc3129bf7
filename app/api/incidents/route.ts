import type { NextRequest } from 'next/server';
import { findIncidents } from '@/lib/queries/find-incidents.ts';
import { currentPolicy } from '@/lib/web/policy.ts';
import { queryRoute } from '@/lib/web/route.ts';

export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams.get('query') ?? '';
  return await queryRoute(request, async (viewer) => ({
    incidents: await findIncidents(viewer, query),
    retentionDays: (await currentPolicy()).retentionDays,
  }));
}
