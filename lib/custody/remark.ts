import { sha256 } from '../hashing/merkle-hash.ts';

/**
 * What somebody wrote about a request while it waited. The record names it by its digest at first, so that the next
 * approver does not lean on it, and tells it whole with the end of the request.
 */
export interface Remark {
  readonly id: string; // known to nobody before the end: it salts the digest
  readonly by: { readonly objectId: string; readonly displayName: string };
  readonly at: string;
  readonly text: string;
}

/** Hex SHA-256 of `access/remark/v1`, the remark's id and its text, each ended by a line feed but the last. */
export function remarkDigest({ id, text }: Pick<Remark, 'id' | 'text'>): string {
  const bytes = sha256(new TextEncoder().encode(`access/remark/v1\n${id}\n${text}`));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
