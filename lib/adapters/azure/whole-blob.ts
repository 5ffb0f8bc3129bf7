import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  defaultRetryPolicy,
  type PipelineResponse,
  proxyPolicy,
  RestError,
  setClientRequestIdPolicy,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { blobTransport, type WholeResponse } from './blob-transport.ts';

const version = '2023-11-03'; // of the storage service
const streamed = new Set([200]);

/** Reads a whole blob into memory. In: its address. Throws RestError for any other status than 200. */
export type ReadWholeBlob = (url: string, signal: AbortSignal) => Promise<Uint8Array>;

/**
 * For who reads thousands of small blobs one after the other: Azure's own pipeline with token and retries, for the first of
 * them, one every half a minute and whatever else does not succeed at once, without what the storage client adds for the
 * many other things that it can do, which takes half as long again.
 */
export function wholeBlobs(credential: TokenCredential): ReadWholeBlob {
  const client = blobTransport(); // of its own: it keeps what the credential signed
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(setClientRequestIdPolicy('x-ms-client-request-id'));
  pipeline.addPolicy(defaultRetryPolicy(), { phase: 'Retry' });
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({ credential, scopes: 'https://storage.azure.com/.default' }),
    { phase: 'Sign' },
  );
  return async (url, signal) => {
    const read = await client.readAgain(url, signal);
    if (read instanceof Uint8Array) return read;
    const request = createPipelineRequest({
      url,
      headers: createHttpHeaders({ 'x-ms-version': version }),
      streamResponseStatusCodes: streamed,
      abortSignal: signal,
    });
    const response: WholeResponse = await pipeline.sendRequest(
      read === 'refused' ? client.ordinary : client,
      request,
    );
    if (response.bytes !== undefined) return response.bytes;
    const stream = response.readableStreamBody;
    if (response.status !== 200 || stream === undefined) throw refused(response);
    return await bytesOf(stream);
  };
}

/** Chunk by chunk as they come: an iterator over the stream would cost as much again as the request. */
function bytesOf(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let isWhole = false;
    stream.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
    stream.on('end', () => {
      isWhole = true;
      resolve(Buffer.concat(chunks));
    });
    stream.on('error', reject);
    // Behind its end it says nothing, and an error that nobody throws costs as much as the rest.
    stream.on('close', () => {
      if (!isWhole) reject(new RestError('The answer ended too early.'));
    });
  });
}

/** With the code that storage names in a header, and the words of its XML where there are some. */
function refused(response: PipelineResponse): RestError {
  const { status: statusCode, request, headers, bodyAsText } = response;
  const code = headers.get('x-ms-error-code') ?? String(statusCode);
  const words = /<Message>([^<]*)<\/Message>/.exec(bodyAsText ?? '')?.[1] ?? `HTTP ${statusCode}.`;
  return new RestError(words, { statusCode, code, request, response });
}
