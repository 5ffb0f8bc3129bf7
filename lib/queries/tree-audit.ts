import { setTimeout as wait } from 'node:timers/promises';
import { appendLeaves, emptyTree, rootOf, type TreeEdge } from '../ledger/merkle-tree.ts';
import type { Viewer } from './viewer.ts';

/** How the tree stands when it is computed again from the entries themselves. */
export type TreeAudit =
  | { readonly outcome: 'holds'; readonly entries: string; readonly readSince: string }
  | { readonly outcome: 'broken'; readonly reason: string; readonly at: string | null } // `at`: index of the entry
  | { readonly outcome: 'under-way'; readonly done: string; readonly of: string };

interface Progress {
  readonly begunAt: number;
  edge: TreeEdge;
  damage: { readonly reason: string; readonly at: string } | null;
  readonly roots: Map<bigint, Uint8Array>; // roots that were asked for, by size
  running: Promise<void> | null;
}

const batch = 8_192n;
const patienceMs = 1_500;
const freshForMs = 10 * 60_000; // then every row is read again, also those that held before

// One per process and database: a page view reads only what was added since the last one.
const audits = new WeakMap<Viewer['db'], Progress>();

/**
 * Computes the root over the first `size` entries from their bytes, and compares it with the signed one. Waits at
 * most 1.5 seconds; a longer computation goes on and answers a later call. Throws what the database throws.
 */
export async function auditTree(
  db: Viewer['db'],
  head: { readonly size: bigint; readonly root: Uint8Array },
): Promise<TreeAudit> {
  const progress = currentProgress(db, head.size);
  if (!progress.roots.has(head.size) && progress.damage === null) {
    progress.running ??= advance(db, progress, head.size).finally(() => {
      progress.running = null;
    });
    const failed = progress.running.then(
      () => null,
      (error: unknown) => ({ error }),
    );
    const first = await Promise.race([failed, wait(patienceMs, null)]);
    if (first !== null) throw first.error;
  }
  return answer(progress, head);
}

/** What was computed so far, or a fresh start when that is old or already beyond the size asked for. */
function currentProgress(db: Viewer['db'], size: bigint): Progress {
  const known = audits.get(db);
  const isUsable =
    known !== undefined &&
    (known.running !== null || Date.now() - known.begunAt < freshForMs) &&
    (known.edge.size <= size || known.roots.has(size));
  if (isUsable && known.damage === null) return known;
  const fresh: Progress = {
    begunAt: Date.now(),
    edge: emptyTree,
    damage: null,
    roots: new Map(),
    running: null,
  };
  audits.set(db, fresh);
  return fresh;
}

async function advance(db: Viewer['db'], progress: Progress, size: bigint): Promise<void> {
  while (progress.edge.size < size && progress.damage === null) {
    const from = progress.edge.size;
    const to = from + batch < size ? from + batch : size;
    const rows = await db.$queryRaw<{ idx: bigint; leaf: Uint8Array; computed: Uint8Array }[]>`
      select idx, leaf, sha256('\\x00'::bytea || entry) as computed
      from ledger_entry where idx >= ${from} and idx < ${to} order by idx`;
    progress.damage = damageIn(rows, from, to);
    if (progress.damage === null)
      progress.edge = appendLeaves(
        progress.edge,
        rows.map(({ computed }) => computed),
      );
  }
  if (progress.damage === null) progress.roots.set(size, rootOf(progress.edge));
}

function damageIn(
  rows: readonly { idx: bigint; leaf: Uint8Array; computed: Uint8Array }[],
  from: bigint,
  to: bigint,
): Progress['damage'] {
  let expected = from;
  for (const { idx, leaf, computed } of rows) {
    if (idx !== expected) break;
    if (Buffer.compare(leaf, computed) !== 0)
      return { at: `${idx}`, reason: `Entry ${idx} was changed: its bytes no longer give its leaf hash.` };
    expected += 1n;
  }
  return expected === to ? null : { at: `${expected}`, reason: `Entry ${expected} is missing.` };
}

function answer(
  progress: Progress,
  { size, root }: { readonly size: bigint; readonly root: Uint8Array },
): TreeAudit {
  if (progress.damage !== null) return { outcome: 'broken', ...progress.damage };
  const computed = progress.roots.get(size);
  if (computed === undefined) return { outcome: 'under-way', done: `${progress.edge.size}`, of: `${size}` };
  if (Buffer.compare(computed, root) === 0)
    return {
      outcome: 'holds',
      entries: size.toString(),
      readSince: new Date(progress.begunAt).toISOString(),
    };
  return {
    outcome: 'broken',
    at: null,
    reason: `The ${size} entries in the database give another root than the one that was signed.`,
  };
}
