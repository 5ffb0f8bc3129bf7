import type { IncomingHttpHeaders } from 'node:http';
import { BlobError } from './blob-error.ts';

/** What a request would do to a protected container: nothing, make or replace a blob, change one, delete one. */
export type BlobEffect = 'none' | 'create' | 'append' | 'change' | 'delete';

export interface BlobOperation {
  readonly name: string; // as in Microsoft's OpenAPI file for blobs; also the name for faults and the log
  readonly permission: Permission;
  readonly effect: BlobEffect;
  readonly unserved?: true; // judged like every other, then answered 501
}

export interface Permission {
  readonly action: string;
  readonly kind: 'action' | 'dataAction';
}

/** The parts of `/<account>/<container>/<blob>`; the blob part stays percent-encoded. */
export interface BlobAddress {
  readonly account: string;
  readonly container: string | null;
  readonly blob: string | null;
}

const services = 'Microsoft.Storage/storageAccounts/blobServices';
const containers = `${services}/containers`;
const control = (action: string): Permission => ({ action, kind: 'action' });
const data = (verb: string): Permission => ({ action: `${containers}/blobs/${verb}`, kind: 'dataAction' });
const read = data('read');
const write = data('write');

export function parseAddress(pathname: string): BlobAddress {
  const [account = '', container = '', ...blob] = pathname.replace(/^\/+/, '').split('/');
  return {
    account,
    container: container === '' ? null : container,
    blob: blob.length === 0 ? null : blob.join('/'),
  };
}

/**
 * Names the operation of a request and the permission it needs.
 * Source: "Authorize with Microsoft Entra ID", permissions for calling data operations (Microsoft).
 * Throws BlobError 501 for what is not known here.
 */
export function operationOf(
  method: string,
  address: BlobAddress,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): BlobOperation {
  const comp = query.get('comp') ?? '';
  if (address.container === null) return found(serviceOperations, `${method} ${comp}`);
  if (address.blob === null) return found(containerOperations, `${method} ${comp}`);
  if (method === 'PUT' && comp === '') return putOperation(headers);
  if (headers['x-ms-copy-source'] !== undefined) {
    if (comp === 'page') return copying('PageBlob_UploadPagesFromURL', 'change');
    if (comp === 'block') return copying('BlockBlob_StageBlockFromURL', 'create');
    if (comp === 'appendblock') return copying('AppendBlob_AppendBlockFromURL', 'append');
  }
  return found(blobOperations, `${method} ${comp}`);
}

function putOperation(headers: IncomingHttpHeaders): BlobOperation {
  if (headers['x-ms-copy-source'] === undefined)
    return { name: 'Blob_Put', permission: write, effect: 'create' };
  if (headers['x-ms-blob-type'] !== undefined) return copying('BlockBlob_PutBlobFromUrl', 'create');
  if (headers['x-ms-requires-sync'] === 'true') return copying('Blob_CopyFromURL', 'create');
  return { name: 'Blob_StartCopyFromURL', permission: write, effect: 'create' };
}

function copying(name: string, effect: BlobEffect): BlobOperation {
  return { name, permission: write, effect, unserved: true };
}

function found(table: Readonly<Record<string, BlobOperation>>, key: string): BlobOperation {
  const operation = table[key];
  if (operation === undefined) throw notServed();
  return operation;
}

export function notServed(): BlobError {
  return new BlobError(501, 'NotImplemented', 'The embedded cloud does not serve this operation.');
}

const serviceOperations: Readonly<Record<string, BlobOperation>> = {
  'POST userdelegationkey': {
    name: 'Service_GetUserDelegationKey',
    permission: control(`${services}/generateUserDelegationKey/action`),
    effect: 'none',
  },
  'GET list': {
    name: 'Service_ListContainersSegment',
    permission: control(`${containers}/read`),
    effect: 'none',
  },
};

const containerOperations: Readonly<Record<string, BlobOperation>> = {
  'PUT ': { name: 'Container_Create', permission: control(`${containers}/write`), effect: 'none' },
  'GET ': { name: 'Container_GetProperties', permission: control(`${containers}/read`), effect: 'none' },
  'HEAD ': { name: 'Container_GetProperties', permission: control(`${containers}/read`), effect: 'none' },
  'DELETE ': { name: 'Container_Delete', permission: control(`${containers}/delete`), effect: 'none' },
  'GET list': { name: 'Container_ListBlobs', permission: read, effect: 'none' },
};

const blobOperations: Readonly<Record<string, BlobOperation>> = {
  'GET ': { name: 'Blob_Get', permission: read, effect: 'none' },
  'HEAD ': { name: 'Blob_GetProperties', permission: read, effect: 'none' },
  'GET pagelist': { name: 'PageBlob_GetPageRanges', permission: read, effect: 'none' },
  'GET blocklist': { name: 'BlockBlob_GetBlockList', permission: read, effect: 'none' },
  'GET tags': { name: 'Blob_GetTags', permission: data('tags/read'), effect: 'none' },
  'DELETE ': { name: 'Blob_Delete', permission: data('delete'), effect: 'delete' },
  'PUT copy': { name: 'Blob_AbortCopyFromURL', permission: write, effect: 'none' },
  'PUT block': { name: 'BlockBlob_StageBlock', permission: write, effect: 'create' },
  'PUT blocklist': { name: 'BlockBlob_CommitBlockList', permission: write, effect: 'create' },
  'PUT incrementalcopy': copying('PageBlob_CopyIncremental', 'change'),
  'PUT page': { name: 'PageBlob_UploadPages', permission: write, effect: 'change' },
  'PUT appendblock': { name: 'AppendBlob_AppendBlock', permission: write, effect: 'append' },
  'PUT metadata': { name: 'Blob_SetMetadata', permission: write, effect: 'change' },
  'PUT properties': { name: 'Blob_SetHTTPHeaders', permission: write, effect: 'change' },
  'PUT snapshot': { name: 'Blob_CreateSnapshot', permission: write, effect: 'change' },
  'PUT tier': { name: 'Blob_SetTier', permission: write, effect: 'none' },
  'PUT lease': { name: 'Blob_Lease', permission: write, effect: 'none' },
  'PUT tags': { name: 'Blob_SetTags', permission: data('tags/write'), effect: 'none' },
};
