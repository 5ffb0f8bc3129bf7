import type { NextRequest } from 'next/server';
import { beginBundle } from '../procedures/bundle/begin-bundle.ts';
import { answered } from './answered.ts';
import { bundleStream } from './bundle-archive.ts';
import { requireOwnClick } from './content-route.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

/** Streams a bundle as an archive, made while it leaves: nothing of it is kept here. */
export async function bundleRoute(
  request: NextRequest,
  asked: { readonly of: 'item' | 'incident'; readonly id: string },
): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const actor = await personOf(wired, request, 'read');
    const begun = await perform(wired.context, actor, beginBundle, asked);
    const folder = `${begun.subject.name}-bundle-${begun.bundleId.slice(0, 8)}`;
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
