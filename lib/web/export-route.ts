import type { NextRequest } from 'next/server';
import { requirePermission } from '../custody/permission.ts';
import { downloadExport, ownExport } from '../procedures/export/download-export.ts';
import { answered } from './answered.ts';
import { requireOwnClick } from './content-route.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

/** Hands an export to who asked for it; `?manifest`: what it is and its SHA-256, which the record of its making names. */
export async function exportRoute(request: NextRequest, exportId: string): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const actor = await personOf(wired, request, 'read');
    if (request.nextUrl.searchParams.has('manifest')) {
      requirePermission(actor, downloadExport.permission);
      const { made } = await ownExport(
        wired.context.register.look,
        actor,
        exportId,
        wired.context.clock.now(),
      );
      return fileOf(made.manifest, 'application/json', `holdfast-events-${exportId}-manifest.json`);
    }
    const { format, requestedAt, sizeBytes, sha256, bytes } = await perform(
      wired.context,
      actor,
      downloadExport,
      {
        exportId,
      },
    );
    const day = requestedAt.slice(0, 10);
    return fileOf(streamOf(bytes), types[format], `holdfast-events-${day}-${exportId.slice(-8)}.${format}`, {
      'content-length': sizeBytes.toString(),
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    });
  });
}

function fileOf(
  body: BodyInit,
  type: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
      ...more,
    },
  });
}

/** Pulled part by part, so that a slow reader holds one in memory. */
function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await bytes.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await bytes.return(undefined)),
  });
}
