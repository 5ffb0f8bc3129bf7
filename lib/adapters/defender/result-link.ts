import { type ClientRequest, type IncomingMessage, get as overHttp } from 'node:http';
import { get as overHttps } from 'node:https';
import { z } from 'zod';
import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceResult } from '../../ports/device-response.ts';
import { codeOf } from '../alarm/failed-words.ts';
import { shaped } from './answer-shape.ts';

const linkAnswer = z.object({ value: z.string().nullish() });
const stillnessMs = 120_000;
const mostRedirects = 3;

/**
 * Opens what a link answer of Defender points to, at once: the link is good for minutes and is kept nowhere. The bytes are
 * those of the wire, whatever their encoding. Null where nothing lies there. Throws `cloud-refused` for a link that is not
 * https (or of Defender's own origin) or that leads to another host, else `cloud-unavailable`; no error names the link.
 */
export async function openResultLink(
  answer: { readonly json: unknown; readonly trace: AzureTrace },
  endpoint: string,
  signal: AbortSignal,
): Promise<DeviceResult | null> {
  const { value } = shaped('Defender', linkAnswer, answer.json);
  if (value == null || unquoted(value) === '') return null;
  const link = safeLink(unquoted(value), endpoint);
  const response = await follow(link, signal);
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) {
    const announced = headers['content-length'];
    return {
      bytes: received(response, signal),
      sizeBytes: announced === undefined ? null : BigInt(announced),
      host: link.host,
      azure: [answer.trace],
    };
  }
  response.destroy();
  if (statusCode === 404 || statusCode === 410) return null;
  throw unavailable(`the store answered HTTP ${statusCode}.`);
}

/** The documented answer holds quotation marks within the string, others do not. */
function unquoted(value: string): string {
  return value.trim().replaceAll(/^"+|"+$/g, '');
}

function safeLink(value: string, endpoint: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isSafe = url !== null && (url.protocol === 'https:' || url.origin === new URL(endpoint).origin);
  if (url === null || !isSafe || url.username !== '' || url.password !== '')
    throw new CustodyError('cloud-refused', 'Defender gave a link to a result that is no safe address.');
  return url;
}

async function follow(link: URL, signal: AbortSignal): Promise<IncomingMessage> {
  let url = link;
  for (let count = 0; count <= mostRedirects; count += 1) {
    const response = await open(url, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400) return response;
    response.destroy();
    const next = headers.location ?? '';
    if (!URL.canParse(next, url) || new URL(next, url).origin !== link.origin) break;
    url = new URL(next, url);
  }
  throw new CustodyError(
    'cloud-refused',
    'The link to a result leads to another host, which is not followed.',
  );
}

function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const options = { agent: false, signal, timeout: stillnessMs };
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = url.protocol === 'https:' ? overHttps(url, options) : overHttp(url, options);
    asked.on('response', resolve);
    asked.on('timeout', () => asked.destroy(unavailable('the store fell silent.')));
    asked.on('error', (error) => reject(failureOf(error, signal)));
  });
}

async function* received(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    throw failureOf(error, signal);
  }
}

/** By its code alone: a message may quote the link. */
function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof CustodyError ? error : unavailable(`the connection failed (${codeOf(error)}).`);
}

function unavailable(why: string): CustodyError {
  return new CustodyError('cloud-unavailable', `A result could not be fetched: ${why}`);
}
