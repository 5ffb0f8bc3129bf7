import type { Client } from 'pg';
import { auditedAtOnce, auditRows } from './audit-rows.ts';
import type { Contradiction } from './check-anchored.ts';
import { headSize } from './log-rows.ts';

/** Re-derives the entries from `from` on, before they are signed for. Out: the first difference, or null. */
export async function auditSince(
  client: Client,
  from: bigint,
  signal?: AbortSignal,
): Promise<Contradiction | null> {
  const size = await headSize(client);
  for (let at = batchOf(from); at < size; at += auditedAtOnce) {
    signal?.throwIfAborted();
    const found = await auditRows(client, at, smaller(at + auditedAtOnce, size));
    if (found !== null) return found;
  }
  return null;
}

/**
 * Re-derives the whole ledger, once, without haste to anybody: what ends a freeze. In: where it differed last, which
 * is looked at first. Out: a difference, or null.
 */
export async function auditAll(
  client: Client,
  suspected: bigint | null,
  signal: AbortSignal,
): Promise<Contradiction | null> {
  const size = await headSize(client);
  if (suspected !== null && suspected < size) {
    const at = batchOf(suspected);
    const found = await auditRows(client, at, smaller(at + auditedAtOnce, size));
    if (found !== null) return found;
  }
  return await auditSince(client, 0n, signal);
}

function batchOf(index: bigint): bigint {
  return index - (index % auditedAtOnce);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
