import { z } from 'zod';
import { accessToken } from './access-token.ts';
import type { Instance } from './instance.ts';

/** The portal's JSON interface, as one signed-in person sees it. */
export interface Portal {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** The bytes of a file. */
  download(path: string): Promise<AsyncIterable<Uint8Array>>;
}

const refusal = z.object({
  error: z.object({
    code: z.string().default(''),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  }),
});

/** A refusal: the portal's own code and line, and the names of the fields it did not accept. */
export class PortalRefusal extends Error {
  readonly code: string;
  readonly fields: readonly string[];

  constructor(code: string, message: string, fields: readonly string[]) {
    super(message);
    this.name = 'PortalRefusal';
    this.code = code;
    this.fields = fields;
  }
}

/** Signs in, and again when the token has run out. A refusal is thrown with the portal's own line. */
export async function openPortal(instance: Instance, account: string | undefined): Promise<Portal> {
  let token = await accessToken(instance, account);
  const send = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> => {
    let response = await call(instance.url, token, method, path, body);
    if (response.status === 401) {
      token = await accessToken(instance, account);
      response = await call(instance.url, token, method, path, body);
    }
    return response;
  };
  return {
    get: async (path) => await read(await send('GET', path)),
    post: async (path, body) => await read(await send('POST', path, body)),
    download: async (path) => await bytesOf(await send('GET', path)),
  };
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  try {
    return await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Error(`The portal at ${url} does not answer. Is it running?`, { cause: error });
  }
}

/** Throws the portal's own line, if it is a refusal. */
async function bytesOf(response: Response): Promise<AsyncIterable<Uint8Array>> {
  if (!response.ok || response.body === null) await read(response);
  if (response.body === null) throw new Error('The portal answered without anything.');
  return response.body;
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/json')) {
    throw new Error(`The portal answered ${response.status} without JSON.`);
  }
  const value: unknown = JSON.parse(text);
  if (response.ok) return value;
  const told = refusal.safeParse(value);
  if (!told.success) throw new Error(`The portal answered ${response.status}.`);
  const { code, message, fields } = told.data.error;
  if (response.status >= 500) throw new Error(message);
  throw new PortalRefusal(code, message, Object.keys(fields ?? {}));
}
