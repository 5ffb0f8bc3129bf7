import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { BlobConnection } from './blob-connection.ts';

const unfit = /[^\t\x20-\x7e]/; // in a header field

/** A response with the body of a 200 in one piece, where it was read by a connection of ours. */
export interface WholeResponse extends PipelineResponse {
  readonly bytes?: Uint8Array;
}

/**
 * Transport under Azure's own pipeline, for who reads thousands of small blobs. It asks over connections that are kept, one
 * request at a time on each. What does not succeed there is asked again over Azure's own transport, whose answer or error
 * counts; so is everything behind a proxy. Only for a GET of a whole blob: to ask twice does no harm.
 */
export function blobTransport(): HttpClient {
  const ordinary = createDefaultHttpClient();
  let kept: readonly BlobConnection[] = [];

  /** The newest that is free, so that those nobody needs any more fall silent and are closed. */
  function freeConnection(url: URL): BlobConnection {
    kept = kept.filter(({ isOpen }) => isOpen);
    const free = kept.find((one) => one.isFree && one.host === url.host);
    if (free !== undefined) return free;
    const made = new BlobConnection(url);
    kept = [...kept, made];
    return made;
  }

  return {
    async sendRequest(request) {
      const bytes = isPlain(request) ? await readOver(freeConnection, request) : null;
      if (bytes === null) return await ordinary.sendRequest(request);
      const response: WholeResponse = { status: 200, headers: createHttpHeaders(), request, bytes };
      return response;
    },
  };
}

/** A proxy comes as an agent, or as settings for one; behind a query is a list, which comes in chunks. */
function isPlain({ method, url, agent, proxySettings, body, headers }: PipelineRequest): boolean {
  if (method !== 'GET' || body !== undefined || agent !== undefined || proxySettings !== undefined)
    return false;
  for (const [, value] of headers) if (unfit.test(value)) return false;
  return url.startsWith('https://') && !url.includes('?');
}

/** Null if it has to be asked in another way; an abort ends the connection, and the other way then says so. */
async function readOver(
  freeConnection: (url: URL) => BlobConnection,
  { url: address, headers, abortSignal }: PipelineRequest,
): Promise<Uint8Array | null> {
  if (abortSignal?.aborted === true) return null;
  const url = new URL(address);
  const connection = freeConnection(url);
  const stop = () => connection.end(new Error('Nobody waits any more.'));
  abortSignal?.addEventListener('abort', stop);
  try {
    return await connection.ask(`${url.pathname}${url.search}`, headers);
  } catch {
    return null; // why it did not succeed, the ordinary way says in its words
  } finally {
    abortSignal?.removeEventListener('abort', stop);
  }
}
