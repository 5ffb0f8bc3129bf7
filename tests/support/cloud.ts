import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { CloudEndpoints } from '../../lib/embedded/cloud-parts.ts';
import { keepCloudSeed, seedCloud } from './cloud-seed.ts';
import type { ContractReport } from './contract-check.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TestCloud {
  readonly home: string;
  readonly endpoints: CloudEndpoints;
  /** Where the exchanges with the resource manager are recorded; outside the home, because they hold export links. */
  readonly exchangesFile: string;
  /** A call to the admin endpoint; throws with its answer when it refuses. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Plays a fault on the next calls of an operation. */
  fault(operation: string, play: object, times?: number): Promise<void>;
  /** Stops the process and keeps its data. */
  stop(): Promise<void>;
  /** Stops the process and starts it again over the same data. */
  restart(): Promise<TestCloud>;
  /**
   * Stops the process, removes its data unless the home was given, and holds every exchange with the resource
   * manager against Microsoft's contracts: a violation throws.
   */
  dispose(): Promise<void>;
}

/**
 * Starts the embedded cloud in a home of its own (or the given one), trusts its CA in this process and points
 * the managed-identity variables at it, as the supervisor does for the worker.
 */
export async function startTestCloud(
  options: {
    readonly home?: string;
    /** True if `home` is this helper's own to remove, which only `restart` says. */
    readonly ownHome?: boolean;
    readonly publicUrl?: string;
    /** Called before the start, to drop disk images into `<home>/cloud/disks`. */
    readonly prepare?: (home: string) => Promise<void> | void;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestCloud> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'holdfast-cloud-'));
  const ownHome = options.ownHome ?? options.home === undefined;
  await options.prepare?.(home);
  seedCloud(home);
  const exchangesFile = `${home.replace(/\/+$/, '')}-exchanges.jsonl`;
  const child = await spawnCloud(home, exchangesFile, options);
  keepCloudSeed(home);
  const endpoints = JSON.parse(readFileSync(join(home, 'cloud/endpoints.json'), 'utf8')) as CloudEndpoints;
  trust(endpoints);
  const token = readFileSync(endpoints.adminTokenFile, 'utf8').trim();
  const stop = () => stopProcess(child);
  const admin: TestCloud['admin'] = (method, path, body) =>
    callAdmin(`${endpoints.adminEndpoint}${path}`, token, method, body);
  return {
    home,
    endpoints,
    exchangesFile,
    admin,
    async fault(operation, play, times = 1) {
      await admin('POST', '/faults', { operation, fault: play, times });
    },
    stop,
    async restart() {
      await stop();
      const { prepare: _once, ...again } = options;
      return await startTestCloud({ ...again, home, ownHome });
    },
    async dispose() {
      await stop();
      if (ownHome) rmSync(home, { recursive: true, force: true });
      try {
        await holdToContracts(exchangesFile);
      } finally {
        rmSync(exchangesFile, { force: true });
      }
    },
  };
}

async function holdToContracts(exchangesFile: string): Promise<void> {
  if (!existsSync(exchangesFile)) return; // it was never asked
  const answer = await fetch(inject('contractDesk'), { method: 'POST', body: exchangesFile });
  if (!answer.ok) throw new Error(`The exchanges were not checked: ${await answer.text()}`);
  const { checked, problems } = (await answer.json()) as ContractReport;
  const lines = Object.entries(checked).map(([operation, times]) => `  ${operation} ${times}`);
  console.log(`Checked against Microsoft's contracts:\n${lines.sort().join('\n')}`);
  if (problems.length > 0)
    throw new Error(`The embedded resource manager broke Microsoft's contracts:\n${problems.join('\n')}`);
}

async function spawnCloud(
  home: string,
  exchangesFile: string,
  options: { readonly publicUrl?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['lib/embedded/cloud/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      ...options.env,
      HOLDFAST_HOME: home,
      HOLDFAST_RECORD_EXCHANGES: exchangesFile,
      HOLDFAST_PUBLIC_URL: options.publicUrl ?? 'http://127.0.0.1:3000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('"ready":true')) resolve();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('exit', (code) =>
      reject(new Error(`The embedded cloud ended with ${code} before it was ready:\n${output}`)),
    );
  });
  return child;
}

/** Each cloud has its own CA, so trust is added and never replaced. */
function trust(endpoints: CloudEndpoints): void {
  const ca = readFileSync(endpoints.caFile, 'utf8');
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
  process.env.IDENTITY_ENDPOINT = endpoints.identityEndpoint;
  process.env.IDENTITY_HEADER = endpoints.identityHeader;
}

async function callAdmin(url: string, token: string, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}
