import { sha256 } from '../hashing/merkle-hash.ts';

/** Lower-case hex SHA-256 of a log's origin: the log's name in addresses and folders. */
export function originHash(origin: string): string {
  return Buffer.from(sha256(new TextEncoder().encode(origin))).toString('hex');
}
