import type { NextRequest } from 'next/server';
import { getVerificationProof, getVerificationReport } from '@/lib/queries/get-verification.ts';
import { fileRoute } from '@/lib/web/route.ts';

/** The report of one verification as it was recorded, byte for byte; with `?finding=<number from 1>` one finding's proof. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const finding = request.nextUrl.searchParams.get('finding');
  if (finding === null)
    return await fileRoute(request, async (viewer) => ({
      text: await getVerificationReport(viewer, id),
      type: 'application/json',
      fileName: `verification-${id}.json`,
    }));
  return await fileRoute(request, async (viewer) => ({
    text: await getVerificationProof(viewer, id, finding),
    type: 'text/plain; charset=utf-8',
    fileName: `verification-${id}-finding-${finding}.txt`,
  }));
}
