import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { FaultScript } from '../cloud-parts.ts';
import type { Lie, TimeStampAuthority } from './time-stamp-authority.ts';

interface TsaOptions {
  /** By the first segment of the path. */
  readonly authorities: Readonly<Record<string, TimeStampAuthority>>;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
}

const lies = [
  'wrong-nonce',
  'no-nonce',
  'wrong-imprint',
  'refusal',
  'expired-certificate',
  'wrong-purpose',
] as const satisfies readonly Lie[];
const maxQueryBytes = 4096;
const reply = 'application/timestamp-reply';

/** The time-stamp authorities over HTTP: POST /<name>. Faults go by `Timestamp_<name>`. Source: RFC 3161 §3.4. */
export function tsaServer(options: TsaOptions): Server {
  return createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      console.error('time-stamp authority:', error instanceof Error ? error.stack : error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function serve(options: TsaOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = (request.url ?? '').slice(1);
  const authority = Object.hasOwn(options.authorities, name) ? options.authorities[name] : undefined;
  if (authority === undefined) return end(response, 404);
  if (request.method !== 'POST') return end(response, 405);
  if (request.headers['content-type'] !== 'application/timestamp-query') return end(response, 415);
  const operation = `Timestamp_${name}`;
  options.counts.count(operation);
  const query = await readQuery(request);
  if (query === null) return end(response, 413);
  const fault = options.faults.take(operation);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'drop') return void response.destroy();
  if (fault?.kind === 'status') return end(response, fault.status);
  const lie = fault?.kind === 'lie' ? fault.how : null;
  if (lie === 'nonsense') return end(response, 200, reply, Buffer.from('<html>Maintenance</html>'));
  if (lie === 'oversized') return end(response, 200, reply, Buffer.alloc(1024 * 1024, 0x30));
  if (lie === 'wrong-type') return end(response, 200, 'text/html', Buffer.from('<html>Sign in</html>'));
  const told = lies.find((one) => one === lie);
  if (lie !== null && told === undefined) throw new Error(`There is no lie "${lie}".`);
  const answer = Buffer.from(await authority.answer(query, told ?? null));
  if (fault?.kind === 'corrupt') {
    const at = fault.atByte % answer.length;
    answer.writeUInt8(answer.readUInt8(at) ^ 0xff, at);
  }
  end(response, 200, reply, answer);
}

async function readQuery(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxQueryBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number, type = 'text/plain', body = Buffer.alloc(0)): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length });
  response.end(body);
}
