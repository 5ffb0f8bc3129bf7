import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { throttlePolicy } from './throttle-meter.ts';

const client = createDefaultHttpClient();
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

interface PlainRequest {
  readonly credential: TokenCredential;
  /** The resource that the token is for, as in `https://management.azure.com/.default`. */
  readonly scope: string;
  readonly method: HttpMethods;
  readonly url: string;
  readonly body?: unknown;
}

/**
 * One JSON call to an Azure service that has no client of its own here, through Azure's own pipeline: token, retries,
 * `Retry-After`. Gives the body; throws RestError for any other status than 200 and 201, with the service's code and words.
 */
export async function plainRequest(ask: PlainRequest, signal: AbortSignal): Promise<unknown> {
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: ask.credential, scopes: ask.scope }));
  pipeline.addPolicy(throttlePolicy, { afterPhase: 'Retry' });
  const request = createPipelineRequest({
    url: ask.url,
    method: ask.method,
    headers: createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' }),
    abortSignal: signal,
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
  });
  const response = await pipeline.sendRequest(client, request);
  if (response.status === 200 || response.status === 201) return parsed(response);
  throw refused(response);
}

function parsed(response: PipelineResponse): unknown {
  try {
    return JSON.parse(response.bodyAsText ?? '');
  } catch (cause) {
    const { status: statusCode, request } = response;
    throw new RestError('The answer is no JSON.', { statusCode, request, response, code: String(cause) });
  }
}

function refused(response: PipelineResponse): RestError {
  const { status: statusCode, request } = response;
  const said = refusal.safeParse(jsonOrNull(response.bodyAsText ?? ''));
  const { code, message } = said.success
    ? said.data.error
    : { code: String(statusCode), message: `HTTP ${statusCode} without words.` };
  return new RestError(message, { statusCode, code, request, response });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a gateway's page: the status alone speaks
  }
}
