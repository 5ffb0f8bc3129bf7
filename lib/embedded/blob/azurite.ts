import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';

const account = 'hfstore';
const preload = new URL('./azurite-preload.mjs', import.meta.url).href;

/** Microsoft's blob emulator as a child process: one account, reached only through here. */
export interface Azurite {
  /** Sends a request for a blob or container and answers with its response, body unread. */
  send(call: AzuriteCall): Promise<IncomingMessage>;
  /** As `send`, with the body read. Throws for a status of 400 and above. */
  perform(call: AzuriteCall): Promise<IncomingMessage>;
  /** An address of a blob that Azurite itself accepts as a copy source. */
  sourceUrl(path: string): string;
  close(): Promise<void>;
}

export interface AzuriteCall {
  readonly method: string;
  readonly path: string; // "/<container>/<encoded blob>"
  readonly query?: URLSearchParams;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | IncomingMessage;
}

/** Starts Azurite on a free loopback port with its files under `folder`; throws if it ends before it listens. */
export async function startAzurite(folder: string): Promise<Azurite> {
  await mkdir(folder, { recursive: true });
  const key = randomBytes(64).toString('base64');
  const child = spawn(
    process.execPath,
    [
      '--import',
      preload,
      azuriteMain(),
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      '0',
      '--disableTelemetry',
    ].concat(['--silent', '-l', folder]),
    {
      cwd: folder,
      env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${key}` },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const port = await listeningPort(child.stdout);
  child.stdout.resume();
  const signature = accountSignature(key);
  const agent = new Agent({ keepAlive: true });

  const send = (call: AzuriteCall): Promise<IncomingMessage> => {
    const query = new URLSearchParams([...(call.query ?? []), ...signature]);
    const path = `/${account}${call.path}?${query}`;
    const outgoing = request({
      host: '127.0.0.1',
      port,
      agent,
      method: call.method,
      path,
      headers: call.headers ?? {},
    });
    const answered = once(outgoing, 'response').then(([response]) => response as IncomingMessage);
    if (call.body === undefined) outgoing.end();
    else if (call.body instanceof Uint8Array) outgoing.end(call.body);
    else call.body.on('aborted', () => outgoing.destroy()).pipe(outgoing);
    return answered;
  };

  return {
    send,
    async perform(call) {
      const response = await send(call);
      const body = await text(response);
      const status = response.statusCode ?? 500;
      if (status >= 400)
        throw new Error(`Azurite answered ${status} to ${call.method} ${call.path}: ${body}`);
      return response;
    },
    sourceUrl: (path) => `http://127.0.0.1:${port}/${account}${path}`,
    async close() {
      agent.destroy();
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function azuriteMain(): string {
  return createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
}

async function listeningPort(output: Readable): Promise<number> {
  let seen = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    seen += String(chunk);
    const port = /successfully listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(seen)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`The blob emulator ended before it was ready: ${seen}`);
}

/** A signature over the whole internal account, so that forwarded requests need no signing of their own. */
function accountSignature(key: string): URLSearchParams {
  const day = 86_400_000;
  const sas = generateAccountSASQueryParameters(
    {
      startsOn: new Date(Date.now() - day),
      expiresOn: new Date(Date.now() + 3650 * day),
      permissions: AccountSASPermissions.parse('rwdxylacupitf'),
      protocol: SASProtocol.HttpsAndHttp,
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
      services: AccountSASServices.parse('b').toString(),
    },
    new StorageSharedKeyCredential(account, key),
  );
  return new URLSearchParams(sas.toString());
}

/** The one flat name space of Azurite: each container of each account gets a name of its own. */
export function internalContainer(accountName: string, container: string): string {
  return `c-${createHash('sha256').update(`${accountName}/${container}`).digest('hex').slice(0, 40)}`;
}

/** Where Azurite keeps its files. */
export function azuriteFolder(home: string): string {
  return join(home, 'cloud', 'azurite');
}
