import type { NextRequest } from 'next/server';
import { importRoute } from '@/lib/web/import-route.ts';

export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return await importRoute(request, (await params).id);
}
