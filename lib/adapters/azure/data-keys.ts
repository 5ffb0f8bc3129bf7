import { randomBytes } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { ContainerClient, newPipeline } from '@azure/storage-blob';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DataKeyEraser, DataKeys, KeyWrapper, WrappedKey } from '../../ports/data-keys.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { readSmallBlob } from './blob-reader.ts';
import { putOnce } from './put-once.ts';

export interface DataKeysConfig {
  readonly credential: TokenCredential;
  readonly containerUrl: string;
  readonly wrapper: KeyWrapper;
}

const keyFile = z.union([
  z.strictObject({ v: z.literal(1), keyId: z.string(), algorithm: z.string(), wrapped: z.base64() }),
  z.strictObject({ v: z.literal(1), destroyed: z.literal(true) }),
]);

/** Wrapped data keys as small blobs in a container without retention: overwriting one erases what it encrypted. */
export function azureDataKeys({ credential, containerUrl, wrapper }: DataKeysConfig): DataKeys {
  const container = new ContainerClient(containerUrl, newPipeline(credential));
  const known = new Map<string, Uint8Array>();

  async function find(name: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const held = known.get(name);
    if (held !== undefined) return held;
    const stored = await readWrapped(container, name, signal);
    if (stored === null || stored === 'destroyed') return null;
    const key = await wrapper.unwrap(stored, signal);
    known.set(name, key);
    return key;
  }

  async function ensure(name: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const found = await find(name, signal);
    if (found !== null) return found;
    if ((await readWrapped(container, name, signal)) === 'destroyed') return null;
    await container.createIfNotExists({ abortSignal: signal });
    try {
      await putOnce(
        container,
        name,
        fileOf(await wrapper.wrap(randomBytes(32), signal)),
        'application/json',
        signal,
      );
    } catch (error) {
      // Somebody else made the same key meanwhile: theirs is the key.
      if (!(error instanceof CustodyError && error.code === 'conflict')) throw error;
    }
    const made = await find(name, signal);
    if (made === null)
      throw new CustodyError('cloud-unavailable', `The data key ${name} was stored but is not there.`);
    return made;
  }

  return {
    find: (name, signal) => callAzure('read a data key', () => find(name, signal)),
    ensure: (name, signal) => callAzure('make a data key', () => ensure(name, signal)),
  };
}

/** In: the container of the data keys. The identity may overwrite there, and holds no right in the vault. */
export function azureDataKeyEraser({
  credential,
  containerUrl,
}: Omit<DataKeysConfig, 'wrapper'>): DataKeyEraser {
  const container = new ContainerClient(containerUrl, newPipeline(credential));
  const tombstone = Buffer.from(JSON.stringify({ v: 1, destroyed: true }));
  return {
    // One write: there is no moment at which the name is free and somebody could make another key.
    destroy: (name, signal) =>
      callAzure('destroy a data key', async () => {
        await container.getBlockBlobClient(name).upload(tombstone, tombstone.length, {
          abortSignal: signal,
          blobHTTPHeaders: { blobContentType: 'application/json' },
        });
      }),
  };
}

async function readWrapped(
  container: ContainerClient,
  name: string,
  signal: AbortSignal,
): Promise<WrappedKey | 'destroyed' | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readSmallBlob(container.getBlobClient(name), signal);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
  const parsed = keyFile.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) throw new CustodyError('storage-unavailable', `The data key ${name} is damaged.`);
  if ('destroyed' in parsed.data) return 'destroyed';
  const { keyId, algorithm, wrapped } = parsed.data;
  return { keyId, algorithm, bytes: new Uint8Array(Buffer.from(wrapped, 'base64')) };
}

function fileOf({ keyId, algorithm, bytes }: WrappedKey): Uint8Array {
  const wrapped = Buffer.from(bytes).toString('base64');
  return Buffer.from(JSON.stringify({ v: 1, keyId, algorithm, wrapped }));
}
