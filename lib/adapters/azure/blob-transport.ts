import { randomUUID } from 'node:crypto';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { BlobConnection } from './blob-connection.ts';

const unfit = /[^\t\x20-\x7e]/; // in a header field
const keptMs = 30_000; // of what a request was signed with

/** A response with the body of a 200 in one piece, where it was read by a connection of ours. */
export interface WholeResponse extends PipelineResponse {
  readonly bytes?: Uint8Array;
}

interface BlobTransport extends HttpClient {
  /**
   * Reads a blob with the token that the pipeline put on another one of this host a moment ago: the pipeline takes as long
   * as the reading. Null if it has to be asked through the pipeline; 'refused' if it then has to be asked over `ordinary`.
   */
  readAgain(url: string, signal: AbortSignal): Promise<Uint8Array | 'refused' | null>;
  readonly ordinary: HttpClient; // Azure's own
}

interface Signed {
  readonly host: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly until: number; // milliseconds since 1970
}

/**
 * Transport under Azure's own pipeline, for who reads thousands of small blobs. It asks over connections that are kept, one
 * request at a time on each. What does not succeed there is asked again over Azure's own transport, whose answer or error
 * counts; so is everything behind a proxy. Only for a GET of a whole blob: to ask twice does no harm.
 */
export function blobTransport(): BlobTransport {
  const ordinary = createDefaultHttpClient();
  let kept: readonly BlobConnection[] = [];
  let signed: Signed | null = null;

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
    ordinary,
    async sendRequest(request) {
      const url = new URL(request.url);
      const { headers, abortSignal } = request;
      const bytes = isPlain(request) ? await readOver(freeConnection, url, headers, abortSignal) : null;
      if (bytes === null) return await ordinary.sendRequest(request);
      if (signed === null || signed.until < Date.now()) signed = signedBy(url, request);
      const response: WholeResponse = { status: 200, headers: createHttpHeaders(), request, bytes };
      return response;
    },
    async readAgain(address, signal) {
      const url = new URL(address);
      if (signed?.host !== url.host || url.search !== '' || signed.until < Date.now()) return null;
      const headers = [...signed.headers, [requestId, randomUUID()] as const];
      const bytes = await readOver(freeConnection, url, headers, signal);
      if (bytes !== null) return bytes;
      signed = null; // most likely its token has expired
      return 'refused';
    },
  };
}

const requestId = 'x-ms-client-request-id';

function signedBy({ host }: URL, { headers }: PipelineRequest): Signed {
  const others = Array.from(headers).filter(([name]) => name !== requestId);
  return { host, headers: others, until: Date.now() + keptMs };
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
  url: URL,
  headers: Iterable<readonly [string, string]>,
  signal: PipelineRequest['abortSignal'],
): Promise<Uint8Array | null> {
  if (signal?.aborted === true) return null;
  const connection = freeConnection(url);
  const stop = () => connection.end(new Error('Nobody waits any more.'));
  signal?.addEventListener('abort', stop);
  try {
    return await connection.ask(`${url.pathname}${url.search}`, headers);
  } catch {
    return null; // why it did not succeed, the ordinary way says in its words
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
