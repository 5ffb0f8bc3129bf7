import { sha256 } from '../hashing/merkle-hash.ts';
import { hexOf } from './bytes.ts';

/** Lower-case hex SHA-256 of a log's origin: the log's name in addresses and folders. */
export function originHash(origin: string): string {
  return hexOf(sha256(new TextEncoder().encode(origin)));
}
