import type { NextRequest } from 'next/server';
import { getDisposalCertificate } from '@/lib/queries/get-item-disposal.ts';
import { fileRoute } from '@/lib/web/route.ts';

/** The certificate of a disposed item, with the entry of the ledger that it stands in. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return await fileRoute(request, async (viewer) => {
    const found = await getDisposalCertificate(viewer, id);
    return {
      text: `${JSON.stringify(found, null, 2)}\n`,
      type: 'application/json',
      fileName: `${found.certificate.number}.json`,
    };
  });
}
