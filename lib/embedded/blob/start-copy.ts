import type { OutgoingHttpHeaders } from 'node:http';
import { requirePermission } from './authorise.ts';
import { internalContainer } from './azurite.ts';
import type { BlobCall, BlobTarget } from './blob-call.ts';
import { targetOf } from './blob-call.ts';
import { BlobError } from './blob-error.ts';
import { parseAddress } from './blob-operation.ts';
import { type CopyRecord, copyWithin } from './copy-jobs.ts';
import { blobProperties } from './existing-blob.ts';

/**
 * Copy Blob: from a disk export link it runs in the background, within the account it is done at once.
 * Source: "Copy Blob" of the blob service's REST reference (Microsoft).
 */
export async function startCopy(call: BlobCall): Promise<void> {
  const target = targetOf(call);
  const source = sourceUrl(call);
  if (source.origin === call.parts.exportOrigin()) await copyFromExport(call, target, source);
  else if (call.parts.ownOrigins().includes(source.origin)) await copyInAccount(call, target, source);
  else throw cannotVerify(404, 'The specified resource does not exist.');
}

function sourceUrl(call: BlobCall): URL {
  const text = String(call.request.headers['x-ms-copy-source']);
  if (URL.canParse(text)) return new URL(text);
  throw new BlobError(
    400,
    'InvalidHeaderValue',
    'The value for one of the HTTP headers is not in the correct format.',
  );
}

async function copyFromExport(call: BlobCall, target: BlobTarget, source: URL): Promise<void> {
  const { azurite, copies, exportAccess } = call.parts;
  const access = exportAccess(source);
  if (access.kind === 'refused')
    throw cannotVerify(403, 'Server failed to authenticate the request to the copy source.');
  const record = copies.claim(target.path, source, access.snapshot.sizeBytes);
  try {
    // The destination exists from the first moment, empty: so it does in Azure, also after a failed copy.
    const placeholder = await azurite.perform({
      method: 'PUT',
      path: target.path,
      headers: {
        ...metadataOf(call),
        'x-ms-blob-type': 'PageBlob',
        'x-ms-blob-content-length': 0,
        'content-length': 0,
      },
    });
    answer(call, record, placeholder.headers.etag);
  } catch (error) {
    await copies.forget(target.path);
    throw error;
  }
  copies.run(record, {
    path: target.path,
    source,
    snapshot: access.snapshot,
    access: () => exportAccess(source),
    metadata: metadataOf(call),
    corruptAt: call.fault?.kind === 'corrupt' ? call.fault.atByte : null,
    failure: call.fault?.kind === 'fail-async' ? `${call.fault.code} "${call.fault.message}"` : null,
  });
}

async function copyInAccount(call: BlobCall, target: BlobTarget, source: URL): Promise<void> {
  const { azurite, control, copies } = call.parts;
  const from = parseAddress(source.pathname);
  const container = from.container === null ? null : control.container(from.account, from.container);
  if (from.account !== call.account.name || container === null || from.blob === null) {
    throw cannotVerify(404, 'The specified resource does not exist.');
  }
  requirePermission(control, call.account, container.name, call.principal, {
    action: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
    kind: 'dataAction',
  });
  const fromPath = `/${internalContainer(from.account, container.name)}/${from.blob}`;
  const properties = await blobProperties(azurite, fromPath);
  if (properties === null) throw cannotVerify(404, 'The specified blob does not exist.');
  const record = copies.claim(target.path, source, properties.sizeBytes);
  try {
    await copyWithin(azurite, fromPath, target.path, metadataOf(call));
    await copies.settle(record, 'success', null);
  } catch (error) {
    await copies.forget(target.path);
    throw error;
  }
  answer(call, record, (await blobProperties(azurite, target.path))?.etag);
}

function answer(call: BlobCall, record: CopyRecord, etag: string | undefined): void {
  call.response.writeHead(202, {
    'x-ms-copy-id': record.id,
    'x-ms-copy-status': record.status,
    'last-modified': call.parts.control.now().toUTCString(),
    'content-length': 0,
    ...(etag === undefined ? {} : { etag }),
  });
  call.response.end();
}

/** Abort Copy Blob: the destination stays, empty. Throws BlobError 409 if nothing is pending under that id. */
export async function abortCopy(call: BlobCall): Promise<void> {
  const record = call.parts.copies.find(targetOf(call).path);
  if (record === null || record.status !== 'pending') {
    throw new BlobError(409, 'NoPendingCopyOperation', 'There is currently no pending copy operation.');
  }
  if (record.id !== call.query.get('copyid')) {
    throw new BlobError(
      409,
      'CopyIdMismatch',
      'The specified copy ID did not match the copy ID for the pending copy operation.',
    );
  }
  await call.parts.copies.settle(record, 'aborted', null);
  call.response.writeHead(204).end();
}

function metadataOf(call: BlobCall): OutgoingHttpHeaders {
  const raw = call.request.rawHeaders;
  const pairs = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [],
  );
  return Object.fromEntries(pairs.filter(([name]) => name.toLowerCase().startsWith('x-ms-meta-')));
}

function cannotVerify(status: number, words: string): BlobError {
  return new BlobError(status, 'CannotVerifyCopySource', words);
}
