import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContainerFacts, ControlPlane, Fault, StorageAccountFacts } from '../cloud-parts.ts';
import type { Azurite } from './azurite.ts';
import { internalContainer } from './azurite.ts';
import { BlobError } from './blob-error.ts';
import type { BlobAddress, BlobOperation } from './blob-operation.ts';
import type { CopyJobs } from './copy-jobs.ts';
import type { DelegationKeys } from './delegation-keys.ts';
import type { ExportAccess } from './export-links.ts';

/** What the blob service works with, whatever the request. */
export interface BlobParts {
  readonly tenantId: string;
  readonly delegation: DelegationKeys;
  readonly control: ControlPlane;
  readonly azurite: Azurite;
  readonly copies: CopyJobs;
  readonly exportAccess: (url: URL) => ExportAccess;
  /** Base URLs (scheme, host, port) under which this service's own blobs are reached as copy sources. */
  readonly ownOrigins: () => readonly string[];
  readonly exportOrigin: () => string;
}

/** One request that was let in: who asks, for what, of which account. */
export interface BlobCall {
  readonly parts: BlobParts;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly address: BlobAddress;
  readonly operation: BlobOperation;
  readonly account: StorageAccountFacts;
  readonly principal: string; // object id
  readonly fault: Fault | null;
  readonly body: Uint8Array | null; // null: still to be read from the request
}

/** A blob that a call aims at. `path` is its address in Azurite. */
export interface BlobTarget {
  readonly account: string;
  readonly container: ContainerFacts;
  readonly blob: string;
  readonly path: string;
}

/** The container of a call. Throws BlobError 404 ContainerNotFound. */
export function containerOf(call: BlobCall): ContainerFacts {
  const found = call.parts.control.container(call.account.name, call.address.container ?? '');
  if (found === null)
    throw new BlobError(404, 'ContainerNotFound', 'The specified container does not exist.');
  return found;
}

/** The blob of a call, whether or not it exists. Throws BlobError 404 ContainerNotFound. */
export function targetOf(call: BlobCall): BlobTarget {
  const container = containerOf(call);
  const blob = call.address.blob ?? '';
  const path = `/${internalContainer(call.account.name, container.name)}/${blob}`;
  return { account: call.account.name, container, blob, path };
}
