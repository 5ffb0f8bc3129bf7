import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceConfig } from '../../lib/adapters/defender/counted-service.ts';
import type { CallBudget, CountedInterface } from '../../lib/ports/call-budget.ts';

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string | Buffer;
  /** Ends the connection after the body, whatever was announced. */
  readonly cut?: boolean;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string; // with its query
  readonly authorization: string | null;
  readonly type: string | null;
  readonly body: string;
}

/** A service over HTTP on this machine that answers what the test has scripted for a path, and notes what it was asked. */
export interface ScriptedService {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  /** Places taken and pauses asked for. */
  readonly taken: CountedInterface[];
  readonly paused: { readonly api: CountedInterface; readonly seconds: number }[];
  readonly config: ServiceConfig;
  /** From now on, requests to this method and path (without its query) get this answer. */
  on(request: string, answer: ScriptedAnswer | ((seen: SeenRequest) => ScriptedAnswer)): void;
  clear(): void;
  close(): Promise<void>;
}

export async function startScriptedService(): Promise<ScriptedService> {
  const answers = new Map<string, ScriptedAnswer | ((seen: SeenRequest) => ScriptedAnswer)>();
  const [seen, taken]: [SeenRequest[], CountedInterface[]] = [[], []];
  const paused: { readonly api: CountedInterface; readonly seconds: number }[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url ?? '';
      const asked = {
        method: request.method ?? '',
        path,
        authorization: request.headers.authorization ?? null,
        type: request.headers['content-type'] ?? null,
        body,
      };
      seen.push(asked);
      const found = answers.get(`${asked.method} ${path.split('?')[0]}`);
      const answer = typeof found === 'function' ? found(asked) : found;
      send(response, answer ?? { status: 404, json: { error: { code: 'ResourceNotFound', message: '' } } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const budget: CallBudget = {
    take: async (_application, api) => {
      taken.push(api);
      return { waitMs: 0 };
    },
    pause: async (_application, api, seconds) => void paused.push({ api, seconds }),
    pausedUntil: async () => [],
  };
  const credential = {
    getToken: async (scope: string | string[]) => ({ token: `for ${scope}`, expiresOnTimestamp: 0 }),
  };
  return {
    endpoint,
    seen,
    taken,
    paused,
    config: { endpoint, credential, application: 'an-application', budget },
    on: (request, answer) => void answers.set(request, answer),
    clear() {
      answers.clear();
      for (const list of [seen, taken, paused]) list.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

function send(response: ServerResponse, answer: ScriptedAnswer): void {
  const { status = 200, headers = {}, json, body, cut } = answer;
  const bytes = json === undefined ? (body ?? '') : JSON.stringify(json);
  const length = cut === true ? {} : { 'content-length': String(Buffer.byteLength(bytes)) };
  response.writeHead(status, { ...length, ...headers });
  if (cut === true) response.write(bytes, () => response.destroy());
  else response.end(bytes);
}
