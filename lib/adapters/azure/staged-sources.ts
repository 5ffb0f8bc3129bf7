import type { TokenCredential } from '@azure/identity';
import { ContainerClient, newPipeline, type PageBlobClient } from '@azure/storage-blob';
import type { StoredOrigin } from '../../custody/brought-source.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import type { StagedBlob, StagedPlace, StagedSources, StagedWay } from '../../ports/staged-sources.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { blobReader } from './blob-reader.ts';
import { throttleFactory } from './throttle-meter.ts';

const mostListed = 5_000;

export interface StagedConfig {
  readonly credential: TokenCredential;
  readonly places: readonly { readonly way: StagedWay; readonly containerUrl: string }[];
}

/** The containers that the settings name, read with an identity that can write none of them. */
export function azureStagedSources({ credential, places }: StagedConfig): StagedSources {
  const pipeline = newPipeline(credential);
  pipeline.factories.push(throttleFactory);
  const known = places.map(({ way, containerUrl }) =>
    placeOf(way, new ContainerClient(containerUrl, pipeline)),
  );
  const at = (way: StagedWay) => {
    const found = known.find(({ place }) => place.way === way);
    if (found !== undefined) return found;
    throw new CustodyError('not-feasible', 'The storage that this was to be read from is not set up here.');
  };
  return {
    places: known.map(({ place }) => place),
    list: (way, most, signal) =>
      callAzure('list what waits there', () => newest(at(way).client, at(way).place, most, signal)),
    look: (way, blob, signal) =>
      callAzure('look for the file there', () => look(at(way).client, at(way).place, blob, signal)),
    open: (way, origin, signal) => openPinned(at(way).client, at(way).place, origin, signal),
  };
}

function placeOf(way: StagedWay, client: ContainerClient) {
  const endpoint = client.url.slice(0, client.url.lastIndexOf('/'));
  return { place: { way, endpoint, container: client.containerName } satisfies StagedPlace, client };
}

async function newest(
  client: ContainerClient,
  { endpoint, container }: StagedPlace,
  most: number,
  signal: AbortSignal,
): Promise<readonly StagedBlob[]> {
  const found: StagedBlob[] = [];
  for await (const { name, properties } of client.listBlobsFlat({ abortSignal: signal })) {
    const { etag, contentLength, blobType, lastModified } = properties;
    found.push({
      ...{ endpoint, container, blob: name, etag: quoted(etag), blobType: blobType ?? 'Unknown' },
      ...{ lastModified: lastModified.toISOString(), sizeBytes: BigInt(contentLength ?? 0) },
    });
    if (found.length === mostListed) break;
  }
  const latest = (one: StagedBlob) => one.lastModified ?? '';
  return found.toSorted((a, b) => (latest(a) < latest(b) ? 1 : -1)).slice(0, most);
}

/** A list names an ETag without the quotation marks that every other answer gives it. */
export function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

async function look(
  client: ContainerClient,
  { endpoint, container }: StagedPlace,
  blob: string,
  signal: AbortSignal,
): Promise<StagedBlob | null> {
  try {
    const found = await blobIn(client, blob).getProperties({ abortSignal: signal });
    const { etag, contentLength, blobType, lastModified } = found;
    if (etag === undefined || contentLength === undefined)
      throw new CustodyError('cloud-unavailable', 'Azure gave no size or no version for the file.');
    return {
      ...{ endpoint, container, blob, etag, blobType: blobType ?? 'Unknown' },
      ...{ lastModified: lastModified?.toISOString() ?? null, sizeBytes: BigInt(contentLength) },
    };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** A URL resolves the parts `.` and `..` of a path: such a name would lead to another file, or out of the container. */
function blobIn(client: ContainerClient, name: string): PageBlobClient {
  if (name.split('/').some((part) => part === '.' || part === '..'))
    throw new CustodyError('invalid-input', `“${name}” is no name that a file can have there.`);
  return client.getPageBlobClient(name);
}

/** Every read asks for the version that was pinned (If-Match). */
async function openPinned(
  client: ContainerClient,
  place: StagedPlace,
  origin: StoredOrigin,
  signal: AbortSignal,
): Promise<DiskReader> {
  const { endpoint, container, etag } = origin;
  if (endpoint !== place.endpoint || container !== place.container)
    throw new CustodyError(
      'not-feasible',
      `This was to be read from ${endpoint}/${container}, which the settings do not name any more.`,
    );
  const blob = blobIn(client, origin.blob);
  const hasPages = origin.blobType === 'PageBlob';
  return await inItsWords(origin, async () => {
    const found = await callAzure('open the file', () => look(client, place, origin.blob, signal));
    if (found === null) throw new CustodyError('not-found', 'It is gone.');
    if (found.etag !== etag) throw new CustodyError('conflict', 'It is another version.');
    const reader = blobReader(blob, { sizeBytes: found.sizeBytes, etag, hasPages });
    return {
      ...reader,
      read: (start, end, within) => inItsWords(origin, () => reader.read(start, end, within)),
    };
  });
}

/** What became of the source, said of the source: gone, changed, closed. */
async function inItsWords<T>(origin: StoredOrigin, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const words = error instanceof CustodyError ? wordsFor(error, origin) : null;
    if (!(error instanceof CustodyError) || words === null) throw error;
    throw new CustodyError(error.code, `${words} Nothing is sealed.`, { cause: error, detail: error.detail });
  }
}

function wordsFor({ code, detail }: CustodyError, { blob, container, etag }: StoredOrigin): string | null {
  switch (code) {
    case 'not-found':
      return `“${blob}” is not in ${container} any more.`;
    case 'conflict':
      return `“${blob}” in ${container} was changed after it was chosen: its version ${etag} is gone.`;
    case 'cloud-refused':
      return `Storage refuses “${blob}” in ${container} to Holdfast’s reader: ${whyRefused(detail.azureCode)}.`;
    default:
      return null;
  }
}

/** A HEAD request is refused without a body, and then nobody says which of the two it is. */
function whyRefused(azureCode: string | number | boolean | null | undefined): string {
  switch (azureCode) {
    case 'AuthorizationFailure':
      return 'its network rules let it in no more';
    case 'AuthorizationPermissionMismatch':
      return 'its role there is missing';
    default:
      return 'its network rules let it in no more, or its role there is missing';
  }
}
