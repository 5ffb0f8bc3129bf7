import type { NextRequest } from 'next/server';
import { uploadScriptRoute } from '@/lib/web/upload-script-route.ts';

export async function POST(request: NextRequest): Promise<Response> {
  return await uploadScriptRoute(request);
}
