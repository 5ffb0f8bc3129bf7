import type { NextRequest } from 'next/server';
import { eventStream } from '@/lib/web/event-stream.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: NextRequest): Promise<Response> {
  return await eventStream(request);
}
