import type { Azurite } from './azurite.ts';

export interface BlobProperties {
  readonly createdAt: Date;
  readonly etag: string;
  readonly sizeBytes: number;
}

/** The properties of a stored blob, or null if there is none of that path. */
export async function blobProperties(azurite: Azurite, path: string): Promise<BlobProperties | null> {
  const answer = await azurite.send({ method: 'HEAD', path });
  answer.resume();
  if (answer.statusCode === 404) return null;
  const { etag, 'x-ms-creation-time': created, 'content-length': length } = answer.headers;
  if (answer.statusCode !== 200 || etag === undefined || typeof created !== 'string') {
    throw new Error(`Azurite answered ${answer.statusCode} when asked for the properties of ${path}.`);
  }
  return { createdAt: new Date(created), etag, sizeBytes: Number(length) };
}
