import type { Azurite } from './azurite.ts';
import { internalContainer } from './azurite.ts';

/** A blob that lay in an account before Holdfast came. */
export interface LaidBlob {
  readonly account: string;
  readonly container: string;
  readonly name: string;
  readonly type: 'PageBlob' | 'BlockBlob';
  readonly bytes: Uint8Array; // of a page blob: whole pages, at most 4 MiB
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Writes a blob as the platform itself would, past every door. One that is there stays as it is. */
export async function layBlob(azurite: Azurite, blob: LaidBlob): Promise<void> {
  const container = `/${internalContainer(blob.account, blob.container)}`;
  const query = new URLSearchParams({ restype: 'container' });
  const made = await azurite.send({
    method: 'PUT',
    path: container,
    query,
    headers: { 'content-length': 0 },
  });
  made.resume(); // 409 where it is there
  const path = `${container}/${blob.name.split('/').map(encodeURIComponent).join('/')}`;
  const there = await azurite.send({ method: 'HEAD', path });
  there.resume();
  if (there.statusCode === 200) return;
  const metadata = Object.entries(blob.metadata ?? {}).map(([name, value]) => [`x-ms-meta-${name}`, value]);
  const headers = { 'x-ms-blob-type': blob.type, ...Object.fromEntries(metadata) };
  const length = blob.bytes.length;
  if (blob.type === 'BlockBlob') {
    const sized = { ...headers, 'content-length': length };
    await azurite.perform({ method: 'PUT', path, headers: sized, body: blob.bytes });
    return;
  }
  const sized = { ...headers, 'x-ms-blob-content-length': length, 'content-length': 0 };
  await azurite.perform({ method: 'PUT', path, headers: sized });
  const pages = {
    'x-ms-page-write': 'update',
    'x-ms-range': `bytes=0-${length - 1}`,
    'content-length': length,
  };
  await azurite.perform({
    ...{ method: 'PUT', path, headers: pages, body: blob.bytes },
    query: new URLSearchParams({ comp: 'page' }),
  });
}
