import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultScript, StorageAccountFacts } from '../cloud-parts.ts';
import { isAmong } from './address-rules.ts';
import { authenticate, type BlobCaller, requirePermission, requireSasPermission } from './authorise.ts';
import { internalContainer } from './azurite.ts';
import { type BlobCall, type BlobParts, type BlobTarget, targetOf } from './blob-call.ts';
import { BlobError, sendBlobError } from './blob-error.ts';
import {
  type BlobAddress,
  type BlobOperation,
  notServed,
  operationOf,
  parseAddress,
} from './blob-operation.ts';
import {
  createContainer,
  deleteContainer,
  getContainerProperties,
  listContainers,
} from './container-calls.ts';
import { withoutSas, withoutSignature } from './delegation-sas.ts';
import { deliverFirst, isFirstDelivery } from './deliver-first.ts';
import { blobProperties } from './existing-blob.ts';
import { forwardBlob, listBlobs } from './forward.ts';
import { getDelegationKey } from './get-delegation-key.ts';
import { playFault } from './play-fault.ts';
import type { LogCategory, RequestLog } from './request-log.ts';
import { abortCopy, startCopy } from './start-copy.ts';
import { requireWriteOnce } from './write-once.ts';

/** The public endpoint of an account, or the private one that stands for the SOC's own network. */
export type Door = 'public' | 'private';

export interface BlobServiceOptions {
  readonly parts: BlobParts;
  readonly faults: FaultScript;
  readonly log: RequestLog;
}

const addAction = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action';

/**
 * Answers blob requests as Azure does: network rule, identity, permission, write-once rules, and only then the
 * operation. URLs are `/<account>/<container>/<blob>`.
 */
export function blobService(options: BlobServiceOptions) {
  const { parts, log } = options;
  const mirrored = new Set<string>();

  return async function serve(request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> {
    const trace = { requestId: randomUUID(), operation: 'Unknown', caller: null as BlobCaller | null };
    introduce(request, response, trace.requestId);
    response.once('close', () => record(request, response, trace));
    try {
      const call = await admit(request, response, door, trace);
      await perform(call);
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      sendBlobError(response, error, trace.requestId, parts.control.now());
    }
  };

  async function admit(
    request: IncomingMessage,
    response: ServerResponse,
    door: Door,
    trace: { operation: string; caller: BlobCaller | null },
  ): Promise<BlobCall> {
    const url = new URL(request.url ?? '/', 'https://blob');
    const address = parseAddress(url.pathname);
    const account = requireAccount(address);
    requireNetwork(account, door, request.socket.remoteAddress ?? '');
    const operation = operationOf(request.method ?? 'GET', address, url.searchParams, request.headers);
    trace.operation = operation.name;
    const caller = authenticate({ ...parts, request, query: url.searchParams, address, account });
    trace.caller = caller;
    if (caller.sas !== null) requireSasPermission(caller.sas, operation);
    const fault = isFirstDelivery(request) ? null : await playFault(options.faults, operation.name);
    const body = fault?.kind === 'duplicate' ? await deliverFirst(request, originOf(door)) : null;
    return {
      parts,
      request,
      response,
      query: withoutSas(url.searchParams),
      address,
      operation,
      account,
      principal: caller.objectId,
      fault,
      body,
    };
  }

  function originOf(door: Door): string {
    const [publicOrigin = '', privateOrigin = ''] = parts.ownOrigins();
    return door === 'public' ? publicOrigin : privateOrigin;
  }

  function requireAccount(address: BlobAddress): StorageAccountFacts {
    const account = parts.control.account(address.account);
    if (account !== null) return account;
    throw new BlobError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  }

  async function perform(call: BlobCall): Promise<void> {
    const { address, operation } = call;
    if (address.blob === null) {
      requirePermission(parts.control, call.account, address.container, call.principal, operation.permission);
      return performOnContainer(call);
    }
    const adds = operation.effect === 'create' && isAllowed(call, { action: addAction, kind: 'dataAction' });
    if (!adds)
      requirePermission(parts.control, call.account, address.container, call.principal, operation.permission);
    const target = targetOf(call);
    await mirror(target);
    if (operation.effect !== 'none') await requireWritable(call, target, adds);
    if (operation.unserved === true) throw notServed();
    return performOnBlob(call, target);
  }

  async function performOnContainer(call: BlobCall): Promise<void> {
    switch (call.operation.name) {
      case 'Service_ListContainersSegment':
        return listContainers(call);
      case 'Service_GetUserDelegationKey':
        return getDelegationKey(call);
      case 'Container_Create':
        return createContainer(call);
      case 'Container_GetProperties':
        return getContainerProperties(call);
      case 'Container_Delete':
        return deleteContainer(call);
      default:
        await mirror(targetOf(call));
        return listBlobs(call);
    }
  }

  function performOnBlob(call: BlobCall, target: BlobTarget): Promise<void> {
    switch (call.operation.name) {
      case 'Blob_StartCopyFromURL':
        return startCopy(call);
      case 'Blob_AbortCopyFromURL':
        return abortCopy(call);
      default:
        return forwardBlob(call, target);
    }
  }

  /** The order tells the caller most: a pending copy, then its own condition, then protection, then permission. */
  async function requireWritable(call: BlobCall, target: BlobTarget, mayOnlyAdd: boolean): Promise<void> {
    if (parts.copies.find(target.path)?.status === 'pending') {
      throw new BlobError(409, 'PendingCopyOperation', 'There is currently a pending copy operation.');
    }
    const existing = await blobProperties(parts.azurite, target.path);
    if (existing === null) return;
    if (call.operation.effect === 'create' && call.request.headers['if-none-match'] === '*') {
      throw new BlobError(409, 'BlobAlreadyExists', 'The specified blob already exists.');
    }
    requireWriteOnce(target.container, call.operation.effect, existing, parts.control.now());
    if (mayOnlyAdd) {
      requirePermission(
        parts.control,
        call.account,
        target.container.name,
        call.principal,
        call.operation.permission,
      );
    }
  }

  function isAllowed(call: BlobCall, permission: BlobOperation['permission']): boolean {
    try {
      requirePermission(parts.control, call.account, call.address.container, call.principal, permission);
      return true;
    } catch (error) {
      if (error instanceof BlobError) return false;
      throw error;
    }
  }

  /** A container may have been made over the control plane: Azurite hears of it when it is first needed. */
  async function mirror(target: BlobTarget): Promise<void> {
    const name = internalContainer(target.account, target.container.name);
    if (mirrored.has(name)) return;
    const query = new URLSearchParams({ restype: 'container' });
    const answer = await parts.azurite.send({
      method: 'PUT',
      path: `/${name}`,
      query,
      headers: { 'content-length': 0 },
    });
    answer.resume();
    mirrored.add(name);
  }

  function record(
    request: IncomingMessage,
    response: ServerResponse,
    trace: { requestId: string; operation: string; caller: BlobCaller | null },
  ): void {
    const { caller, operation, requestId } = trace;
    const { container, account } = parseAddress(new URL(request.url ?? '/', 'https://blob').pathname);
    const category = categoryOf(request.method ?? 'GET');
    log.add({
      category,
      collected: parts.control.collectsLogs(account, category),
      time: parts.control.now().toISOString(),
      account,
      container,
      operation,
      status: response.statusCode,
      code: String(response.getHeader('x-ms-error-code') ?? 'Success'),
      authentication: caller === null ? 'Anonymous' : caller.sas === null ? 'OAuth' : 'DelegationSas',
      tokenHash: caller?.tokenHash ?? null,
      principal: caller?.objectId ?? null,
      upn: caller?.upn ?? null,
      callerIp: `${(request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')}:${request.socket.remotePort ?? 0}`,
      uri: `https://${request.headers.host ?? account}${withoutSignature(request.url ?? '/')}`,
      requestId,
      clientRequestId: headerOf(request, 'x-ms-client-request-id') ?? null,
    });
  }
}

function introduce(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  response.setHeader('server', 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0');
  response.setHeader('x-ms-request-id', requestId);
  response.setHeader('x-ms-version', headerOf(request, 'x-ms-version') ?? '2026-04-06');
  const clientRequestId = headerOf(request, 'x-ms-client-request-id');
  if (clientRequestId !== undefined) response.setHeader('x-ms-client-request-id', clientRequestId);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Microsoft's three: what reads, what writes, what deletes. */
function categoryOf(method: string): LogCategory {
  if (method === 'DELETE') return 'StorageDelete';
  return method === 'PUT' ? 'StorageWrite' : 'StorageRead';
}

function requireNetwork(account: StorageAccountFacts, door: Door, caller: string): void {
  if (door === 'private') return;
  const open = account.defaultAction === 'Allow' || isAmong(account.allowedAddresses, caller);
  if (account.publicNetworkAccess === 'Enabled' && open) return;
  throw new BlobError(
    403,
    'AuthorizationFailure',
    'This request is not authorized to perform this operation.',
  );
}
