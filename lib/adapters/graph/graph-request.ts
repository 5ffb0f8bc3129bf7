import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';

const refusal = z.object({ error: z.object({ code: z.string() }) });

export interface GraphConfig {
  readonly credential: TokenCredential;
  readonly graphEndpoint: string;
}

/** An address of Microsoft Graph v1.0 from its path and query. */
export function graphUrl(config: GraphConfig, pathAndQuery: string): string {
  return `${config.graphEndpoint.replace(/\/+$/, '')}/v1.0/${pathAndQuery}`;
}

/**
 * GET of one address of Microsoft Graph, or POST of a `question` that no address has room for; `what` ends the
 * sentence "could not …". Null when Graph knows nothing there.
 * Throws `throttled`, `cloud-unavailable` or `cloud-refused`.
 */
export async function graphJson(
  config: GraphConfig,
  url: string,
  what: string,
  signal: AbortSignal,
  question?: object,
): Promise<unknown> {
  // A next link elsewhere would carry our token to a stranger.
  if (new URL(url).origin !== new URL(config.graphEndpoint).origin)
    throw new CustodyError('cloud-refused', 'Microsoft Graph named a next page on another host.');
  const token = await config.credential.getToken('https://graph.microsoft.com/.default', {
    abortSignal: signal,
  });
  if (token === null) throw new CustodyError('cloud-refused', 'No token for Microsoft Graph was given.');
  const response = await send(url, token.token, signal, question);
  if (response.ok) return response.json();
  if (response.status === 404) return null;
  if (response.status === 429) throw new CustodyError('throttled', 'Microsoft Graph asks to try later.');
  if (response.status >= 500)
    throw new CustodyError(
      'cloud-unavailable',
      `Microsoft Graph could not ${what} (HTTP ${response.status}).`,
    );
  throw new CustodyError('cloud-refused', `Microsoft Graph refused to ${what} (HTTP ${response.status}).`, {
    detail: { status: response.status, graphCode: await codeOf(response) },
  });
}

/** Graph's own word for a refusal; its message may name people and is left. */
async function codeOf(response: Response): Promise<string | null> {
  // A gateway's page is no JSON and has no code: the status speaks alone.
  const said = refusal.safeParse(await response.json().catch(() => null));
  return said.success ? said.data.error.code : null;
}

async function send(
  url: string,
  token: string,
  signal: AbortSignal,
  question: object | undefined,
): Promise<Response> {
  try {
    return await fetch(url, {
      ...(question === undefined ? {} : { method: 'POST', body: JSON.stringify(question) }),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': 'application/json',
        consistencylevel: 'eventual', // complete answers where assignments come through groups
      },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CustodyError('cloud-unavailable', 'Microsoft Graph could not be reached.', { cause: error });
  }
}
