import type { NextRequest } from 'next/server';
import { receiveImport } from '../procedures/import/receive-import.ts';
import { answered, json } from './answered.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

/** Takes the bytes of a registered import as they come; nothing of them is kept in memory. */
export async function importRoute(request: NextRequest, acquisitionId: string): Promise<Response> {
  return await answered(async (wired) => {
    const actor = await personOf(wired, request, 'write');
    const bytes = (request.body ?? none()) as AsyncIterable<Uint8Array>;
    return json(await perform(wired.context, actor, receiveImport, { acquisitionId, bytes }), 202);
  });
}

async function* none(): AsyncGenerator<Uint8Array> {}
