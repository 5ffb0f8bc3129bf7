import { LedgerError } from '../ledger/ledger-error.ts';
import type { ReadNode } from '../ledger/tree-proof.ts';
import { notFound } from './require-id.ts';
import type { Viewer } from './viewer.ts';

interface NodePlace {
  readonly level: number;
  readonly n: bigint;
}

/**
 * Runs a proof over the tree in the database in one statement: a dry run finds out which nodes it asks for, they are
 * read at once, and the real run answers from them. In: a proof that asks for the same nodes whatever they hold, and
 * the size that must have been signed for it, if any. Throws `not-found` while it was not.
 */
export async function withTreeNodes<T>(
  db: Viewer['db'],
  prove: (readNode: ReadNode) => Promise<T>,
  signedSize: bigint | null = null,
): Promise<T> {
  const asked = new Map<string, NodePlace>();
  await prove(async (level, n) => {
    asked.set(`${level}/${n}`, { level, n });
    return new Uint8Array(32);
  });
  const { newest, nodes } = await readNodes(db, [...asked.values()]);
  if (signedSize !== null && (newest === null || newest < signedSize)) throw notFound();
  return await prove(async (level, n) => {
    const hash = nodes.get(`${level}/${n}`);
    if (hash === undefined) throw new LedgerError(`The node ${n} of level ${level} is not in the tree.`);
    return hash;
  });
}

interface ReadNodes {
  readonly newest: bigint | null; // size of the newest checkpoint
  readonly nodes: ReadonlyMap<string, Uint8Array>; // by "level/n"; what is missing is left out
}

/** Level 0 comes from the entries themselves. */
async function readNodes(db: Viewer['db'], places: readonly NodePlace[]): Promise<ReadNodes> {
  const leaves = places.filter(({ level }) => level === 0);
  const inner = places.filter(({ level }) => level > 0);
  const rows = await db.$queryRaw<NodeRow[]>`
    select newest, level, n, hash
    from (select max(size) as newest from ledger_checkpoint) as signed
    left join (
      select 0 as level, idx as n, leaf as hash from ledger_entry where idx = any(${leaves.map(({ n }) => n)}::bigint[])
      union all
      select level, n, hash from ledger_node
      join unnest(${inner.map(({ level }) => level)}::int[], ${inner.map(({ n }) => n)}::bigint[])
        as wanted (level, n) using (level, n)
    ) as node on true`;
  const nodes = rows.flatMap(({ level, n, hash }) =>
    hash === null ? [] : [[`${level}/${n}`, hash] as const],
  );
  return { newest: rows[0]?.newest ?? null, nodes: new Map(nodes) };
}

interface NodeRow {
  readonly newest: bigint | null;
  readonly level: number | null; // with the two others null in the one row of an empty answer
  readonly n: bigint | null;
  readonly hash: Uint8Array | null;
}
