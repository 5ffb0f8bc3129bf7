import type { NextRequest } from 'next/server';
import { findIncidents } from '@/lib/queries/find-incidents.ts';
import { policyOfIncident } from '@/lib/web/policy.ts';
import { queryRoute } from '@/lib/web/route.ts';

export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams.get('query') ?? '';
  return await queryRoute(request, async (viewer) => {
    const found = await findIncidents(viewer, query);
    const days = await Promise.all(found.map(async ({ id }) => (await policyOfIncident(id)).retentionDays));
    return { incidents: found.map((incident, i) => ({ ...incident, retentionDays: days[i] })) };
  });
}
