import type { NextRequest } from 'next/server';
import { answered } from './answered.ts';
import { type AskedBundle, beginAskedBundle } from './begin-asked-bundle.ts';
import { bundleStream } from './bundle-archive.ts';
import { requireOwnClick } from './content-route.ts';
import { personOf } from './route.ts';

/** Streams a bundle as an archive, made while it leaves: nothing of it is kept here. */
export async function bundleRoute(request: NextRequest, asked: AskedBundle): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const actor = await personOf(wired, request, 'read');
    const begun = await beginAskedBundle(wired, actor, asked);
    const { name, of } = begun.subject;
    const folder = of === 'search' ? name : `${name}-bundle-${begun.bundleId.slice(0, 8)}`;
    return new Response(await bundleStream(wired, actor, begun, folder), {
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${folder}.zip"`,
        'cache-control': 'private, no-store',
        'x-holdfast-bundle': begun.bundleId,
      },
    });
  });
}
