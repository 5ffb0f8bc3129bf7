import type { NextRequest } from 'next/server';
import type { z } from 'zod';
import { downloadReport, type ReportFile } from '../procedures/report/download-report.ts';
import { drawCertification, type drawCertificationInput } from '../procedures/report/draw-certification.ts';
import { answered } from './answered.ts';
import { requireOwnClick } from './content-route.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

/** A sealed report as a file; recorded. */
export async function reportRoute(request: NextRequest, evidenceId: string): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const actor = await personOf(wired, request, 'read');
    return fileOf(await perform(wired.context, actor, downloadReport, { evidenceId }));
  });
}

/** A certification beside a report, for a person to sign: `?template=`. Recorded. */
export async function certificationRoute(request: NextRequest, evidenceId: string): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const actor = await personOf(wired, request, 'read');
    const template = request.nextUrl.searchParams.get('template');
    const input = { evidenceId, template } as z.infer<typeof drawCertificationInput>; // the procedure looks at it
    return fileOf(await perform(wired.context, actor, drawCertification, input));
  });
}

function fileOf({ fileName, bytes }: ReportFile): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'private, no-store',
    },
  });
}
