import { readFileSync } from 'node:fs';
import type { LoggedRequest } from '../blob/request-log.ts';
import { logWorkspaceId, tenantId } from '../cloud/tenant.ts';
import type { LogRow } from './parse-query.ts';

/** Columns of StorageBlobLogs and their types. Source: Microsoft Learn, Azure Monitor tables, StorageBlobLogs. */
export const blobLogColumns: Readonly<Record<string, 'string' | 'datetime' | 'int' | 'real'>> = {
  TimeGenerated: 'datetime',
  AccountName: 'string',
  Category: 'string',
  OperationName: 'string',
  AuthenticationType: 'string',
  AuthenticationHash: 'string',
  RequesterObjectId: 'string',
  RequesterUpn: 'string',
  RequesterTenantId: 'string',
  CallerIpAddress: 'string',
  ClientRequestId: 'string',
  CorrelationId: 'string',
  Uri: 'string',
  ObjectKey: 'string',
  StatusCode: 'string',
  StatusText: 'string',
  Protocol: 'string',
  _ResourceId: 'string',
  TenantId: 'string',
};

/** What the diagnostic log holds, as the workspace shows it once it has arrived. */
export function blobLogRows(file: string, arrivedBefore: Date): readonly LogRow[] {
  return readLines(file)
    .filter((line) => line.collected && new Date(line.time) <= arrivedBefore)
    .map(rowOf);
}

function readLines(file: string): readonly LoggedRequest[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as LoggedRequest] : []));
}

function rowOf(line: LoggedRequest): LogRow {
  const { pathname } = new URL(line.uri);
  return {
    TimeGenerated: line.time,
    AccountName: line.account,
    Category: line.category,
    OperationName: operationName(line.operation),
    AuthenticationType: line.authentication,
    AuthenticationHash: line.tokenHash ?? '',
    RequesterObjectId: line.principal ?? '',
    RequesterUpn: line.upn ?? '',
    RequesterTenantId: line.principal === null ? '' : tenantId,
    CallerIpAddress: line.callerIp,
    ClientRequestId: line.clientRequestId ?? '',
    CorrelationId: line.requestId,
    Uri: line.uri,
    ObjectKey: pathname,
    StatusCode: String(line.status),
    StatusText: line.code,
    Protocol: 'HTTPS',
    _ResourceId: `/storageaccounts/${line.account}`,
    TenantId: logWorkspaceId.split('/').at(-1) ?? '',
  };
}

/** The names that the service logs. Source: Microsoft Learn, "Storage Analytics logged operations and status messages". */
const names: Readonly<Record<string, string>> = {
  Blob_Get: 'GetBlob',
  Blob_GetProperties: 'GetBlobProperties',
  Blob_Put: 'PutBlob',
  Blob_Delete: 'DeleteBlob',
  Blob_StartCopyFromURL: 'CopyBlob',
  Blob_AbortCopyFromURL: 'AbortCopyBlob',
  Blob_SetMetadata: 'SetBlobMetadata',
  Blob_SetTags: 'SetBlobTags',
  Blob_GetTags: 'GetBlobTags',
  PageBlob_UploadPages: 'PutPage',
  PageBlob_GetPageRanges: 'GetPageRegions',
  BlockBlob_StageBlock: 'PutBlock',
  BlockBlob_CommitBlockList: 'PutBlockList',
  Container_Create: 'CreateContainer',
  Container_GetProperties: 'GetContainerProperties',
  Container_ListBlobs: 'ListBlobs',
  Service_ListContainersSegment: 'ListContainers',
  Service_GetUserDelegationKey: 'GetUserDelegationKey',
};

function operationName(operation: string): string {
  return names[operation] ?? operation.replace(/^.*_/, '');
}
