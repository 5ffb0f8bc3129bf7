import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { RequestPolicyFactory, WebResource } from '@azure/storage-blob';
import type { AzureTrace } from '../../custody/azure-trace.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { stagingContainer } from './staging-container.ts';

interface Collector {
  readonly keep: (trace: AzureTrace) => void;
  readonly clientRequestId: string | null;
  readonly keepsReads: boolean;
  readonly keepsTargets: boolean; // and refused tries
}

const collectors = new AsyncLocalStorage<Collector>();

/**
 * Runs `call` and returns its value with the ids under which Azure recorded every write it made through a
 * client that carries `tracePolicy`. `clientRequestId`, if given, is sent with all of them.
 */
export async function traced<T>(
  call: () => Promise<T>,
  clientRequestId: string | null = null,
): Promise<Traced<T>> {
  const traces: AzureTrace[] = [];
  const keep = (trace: AzureTrace) => void traces.push(trace);
  const collector = { keep, clientRequestId, keepsReads: false, keepsTargets: false };
  const value = await collectors.run(collector, call);
  return { value, azure: traces };
}

/**
 * Runs `work`; every call that it makes through clients with these policies is added to `calls`, reads and refused ones
 * too, and also when `work` fails. Reads of one resource, and the pages of one blob, stand there once, with the first ids.
 */
export async function footprint<T>(calls: AzureTrace[], work: () => Promise<T>): Promise<T> {
  const seen = new Set(calls.map(callKey));
  const keep = (trace: AzureTrace) => {
    if (/^(GET|HEAD) |^PUT Blob$/.test(trace.operation) && seen.has(callKey(trace))) return;
    seen.add(callKey(trace));
    calls.push(trace);
  };
  return await collectors.run({ keep, clientRequestId: null, keepsReads: true, keepsTargets: true }, work);
}

function callKey({ operation, target }: AzureTrace): string {
  return `${operation} ${target ?? ''}`;
}

/** Within `traced`: what this reads back is a fact itself, and is kept like a write. Elsewhere only runs `call`. */
export async function tracingReads<T>(call: () => Promise<T>): Promise<T> {
  const collector = collectors.getStore();
  if (collector === undefined) return await call();
  return await collectors.run({ ...collector, keepsReads: true }, call);
}

/** Sees every control-plane request of a client; other reads and polls are not facts and are not kept. */
export const tracePolicy: PipelinePolicy = {
  name: 'holdfastTrace',
  async sendRequest(request, next) {
    const collector = collectors.getStore();
    if (collector === undefined) return next(request);
    if (collector.clientRequestId !== null)
      request.headers.set('x-ms-client-request-id', collector.clientRequestId);
    const response = await next(request);
    if (isKept(collector, request.method))
      collector.keep({
        ...targetOf(collector, request.url),
        operation: operationOf(request.method, request.url),
        requestId: response.headers.get('x-ms-request-id') ?? null,
        correlationId: response.headers.get('x-ms-correlation-request-id') ?? null,
        clientRequestId: request.headers.get('x-ms-client-request-id') ?? null,
      });
    return response;
  },
};

/** The same for the storage SDK, which shows every try: a refused one is no write, and a page of thousands is no fact. */
export const traceFactory: RequestPolicyFactory = {
  create: (next) => ({
    async sendRequest(request) {
      const response = await next.sendRequest(request);
      const collector = collectors.getStore();
      if (
        collector !== undefined &&
        isKept(collector, request.method) &&
        isFact(collector, request, response)
      )
        collector.keep({
          ...targetOf(collector, request.url),
          operation: blobOperationOf(request),
          requestId: response.headers.get('x-ms-request-id') ?? null,
          correlationId: null, // storage has none
          clientRequestId: request.headers.get('x-ms-client-request-id') ?? null,
        });
      return response;
    },
  }),
};

/** Where a footprint is kept, a refused try is part of it, and so is the first of many pages. */
function isFact({ keepsTargets }: Collector, request: WebResource, { status }: { status: number }): boolean {
  const isPage = new URL(request.url).searchParams.get('comp') === 'page';
  return keepsTargets || (!isPage && status < 300);
}

/** The place alone: what follows the path may hold a signature. */
function targetOf({ keepsTargets }: Collector, url: string): { readonly target?: string } {
  const { host, pathname } = new URL(url);
  if (!keepsTargets) return {};
  return { target: /^\/subscriptions\//i.test(pathname) ? pathname : `${host}${pathname}` };
}

function isKept({ keepsReads }: Collector, method: string): boolean {
  return keepsReads || (method !== 'GET' && method !== 'HEAD');
}

function blobOperationOf(request: WebResource): string {
  const url = new URL(request.url);
  if (request.headers.get('x-ms-copy-source') !== undefined) return `${request.method} Copy Blob`;
  if (url.searchParams.get('restype') === 'container') return `${request.method} Container`;
  return `${request.method} ${url.pathname.includes(`/${stagingContainer}/`) ? 'Staged Blob' : 'Blob'}`;
}

/** "PUT Microsoft.Compute/snapshots" or "POST Microsoft.Compute/snapshots/beginGetAccess": no names, no query. */
function operationOf(method: string, url: string): string {
  const path = new URL(url).pathname;
  const provider = path.slice(path.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  const [namespace, ...rest] = provider;
  const types = rest.filter((_, index) => index % 2 === 0);
  return `${method} ${[namespace, ...types].join('/')}`;
}
