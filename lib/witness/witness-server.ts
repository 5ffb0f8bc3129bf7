import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { originHash } from '../ledger/origin-hash.ts';
import { MemoryLost } from './held-checkpoint.ts';
import type { Answer, Witness } from './witness.ts';

const longestBody = 64 * 1024; // 63 hashes and a note of 100 signatures fit well
const patienceMs = 10_000;

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The witness over HTTP: `POST /add-checkpoint`, `GET /<hash of the origin>/checkpoint` and `GET /`.
 * `report` gets what went wrong inside. Source: C2SP tlog-witness; the folder's README lists the addresses.
 */
export function witnessServer(witness: Witness, report: (error: unknown) => void): Server {
  const limits = {
    requestTimeout: patienceMs,
    headersTimeout: patienceMs,
    connectionsCheckingInterval: patienceMs / 10,
  };
  const server = createServer(limits, async (request, response) => {
    try {
      const reply = await replyTo(witness, request);
      if (reply === null) response.destroy();
      else send(response, reply);
    } catch (error) {
      report(error);
      send(response, { status: 500, text: `${wordsOf(error)}\n` });
    }
  });
  server.maxConnections = 256;
  return server;
}

function wordsOf(error: unknown): string {
  return error instanceof MemoryLost
    ? 'This witness cosigned this log before, and its memory of that is gone. Nothing is cosigned until it is put back.'
    : 'The witness failed; nothing was cosigned.';
}

/** Null if there is nobody left to answer. */
async function replyTo(witness: Witness, request: IncomingMessage): Promise<Reply | null> {
  const path = request.url?.split('?')[0] ?? '/';
  const isPost = path === '/add-checkpoint';
  const allowed = isPost ? ['POST'] : ['GET', 'HEAD'];
  if (!allowed.includes(request.method ?? '')) {
    return { status: 405, text: 'That is not done here.\n', headers: { allow: allowed.join(', ') } };
  }
  if (isPost) return await replyToCheckpoint(witness, request);
  if (path === '/') return self(witness);
  return await latest(witness, path);
}

async function replyToCheckpoint(witness: Witness, request: IncomingMessage): Promise<Reply | null> {
  const body = await readBody(request);
  switch (body.kind) {
    case 'text':
      return replyOf(await witness.addCheckpoint(body.text));
    case 'too-large': // the rest of the body is not waited for
      return {
        status: 413,
        text: `A request has at most ${longestBody} bytes.\n`,
        headers: { connection: 'close' },
      };
    case 'not-utf-8':
      return { status: 400, text: 'The request is not UTF-8 text.\n' };
    case 'broken-off':
      return null;
  }
}

type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' | 'not-utf-8' | 'broken-off' };

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // A plain loop would end the connection on leaving early, and the refusal with it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > longestBody) return { kind: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'broken-off' }; // the client went away or was too slow
  }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { kind: 'text', text: decoder.decode(Buffer.concat(chunks)) };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'not-utf-8' };
    throw error;
  }
}

function replyOf(answer: Answer): Reply {
  switch (answer.kind) {
    case 'cosigned':
      return { status: 200, text: `${answer.line}\n` };
    case 'clock-behind':
      return { status: 503, text: 'The clock of the witness is behind its last signature.\n' };
    case 'refused': {
      const { refusal } = answer;
      if (refusal.status !== 409) return { status: refusal.status, text: `${refusal.words}\n` };
      return {
        status: 409,
        text: `${refusal.heldSize}\n`,
        headers: { 'content-type': 'text/x.tlog.size' },
      };
    }
  }
}

/** Who this is and whom it watches, for the person who sets a log up. */
function self({ name, vkey, logs }: Witness): Reply {
  const watched = Array.from(logs.keys.keys(), (origin) => ({
    origin,
    checkpoint: `/${originHash(origin)}/checkpoint`,
  }));
  const text = `${JSON.stringify({ name, vkey, demand: logs.demand, logs: watched }, null, 2)}\n`;
  return { status: 200, text, headers: { 'content-type': 'application/json' } };
}

/** The latest note of a log with its cosignature, so that an auditor can ask the witness without asking the log. */
async function latest(witness: Witness, path: string): Promise<Reply> {
  const origin = [...witness.logs.keys.keys()].find((one) => path === `/${originHash(one)}/checkpoint`);
  const note = origin === undefined ? null : (await witness.latest(origin)).note;
  if (note === null) return { status: 404, text: 'Nothing was cosigned for a log of that name.\n' };
  return { status: 200, text: note };
}

function send(response: ServerResponse, { status, text, headers }: Reply): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}
