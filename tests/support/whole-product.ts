import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudEndpoints } from '../../lib/embedded/cloud-parts.ts';
import { until } from './worker-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that `npm start` starts, in a data directory and on a port of its own. */
export interface WholeProduct {
  readonly url: string;
  readonly home: string;
  /** The process that started all the others. */
  readonly supervisor: number;
  readonly endpoints: CloudEndpoints;
  /** Exchanges with the resource manager, one a line; outside the home, because they hold export links. */
  readonly exchangesFile: string;
  /** What the supervisor printed so far. */
  printed(): string;
  admin(method: string, path: string, body: object): Promise<unknown>;
  /** Runs `holdfast …` beside it. Out: all that it printed, and its exit code. */
  shell(...args: readonly string[]): Promise<{ readonly output: string; readonly code: number | null }>;
  close(): Promise<void>;
}

/** Starts it over the data of `home`, or from nothing. */
export async function startWholeProduct(
  home: string = mkdtempSync(join(tmpdir(), 'holdfast-whole-')),
): Promise<WholeProduct> {
  const exchangesFile = `${home}-exchanges.jsonl`;
  const port = await freePort();
  const env = { ...process.env, HOLDFAST_HOME: home, PORT: String(port) };
  const product = run(['lib/embedded/start.ts'], {
    ...env,
    HOLDFAST_RECORD_EXCHANGES: exchangesFile,
  });
  await until('the product is ready', () => {
    if (product.child.exitCode !== null) throw new Error(`It did not start:\n${product.printed()}`);
    return product.printed().includes('Holdfast is ready');
  });
  const endpoints = JSON.parse(readFileSync(join(home, 'cloud/endpoints.json'), 'utf8')) as CloudEndpoints;
  return {
    url: `http://127.0.0.1:${port}`,
    home,
    supervisor: product.child.pid ?? Number.NaN,
    endpoints,
    exchangesFile,
    printed: product.printed,
    admin: (method, path, body) => callAdmin(endpoints, method, path, body),
    async shell(...args) {
      const command = run(['lib/cli/holdfast.mjs', ...args], env);
      await command.ended;
      return { output: command.printed(), code: command.child.exitCode };
    },
    async close() {
      product.child.kill('SIGTERM');
      await product.ended;
      rmSync(home, { recursive: true, force: true });
      rmSync(exchangesFile, { force: true });
    },
  };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return { child, printed: () => output, ended: once(child, 'close') };
}

async function callAdmin(
  { adminEndpoint, adminTokenFile }: CloudEndpoints,
  method: string,
  path: string,
  body: object,
): Promise<unknown> {
  const response = await fetch(`${adminEndpoint}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${readFileSync(adminTokenFile, 'utf8').trim()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
