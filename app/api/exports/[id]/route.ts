import type { NextRequest } from 'next/server';
import { exportRoute } from '@/lib/web/export-route.ts';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

/** A file of events, for the person who asked for it: `?manifest` gives what it is. */
export async function GET(request: NextRequest, { params }: Props): Promise<Response> {
  return await exportRoute(request, (await params).id);
}
