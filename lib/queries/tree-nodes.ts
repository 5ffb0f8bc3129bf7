import { LedgerError } from '../ledger/ledger-error.ts';
import type { ReadNode } from '../ledger/tree-proof.ts';
import type { Viewer } from './viewer.ts';

interface NodePlace {
  readonly level: number;
  readonly n: bigint;
}

/**
 * Runs a proof over the tree in the database in two queries: a dry run finds out which nodes it asks for, they are
 * read at once, and the real run answers from them. In: a proof that asks for the same nodes whatever they hold.
 */
export async function withTreeNodes<T>(
  db: Viewer['db'],
  prove: (readNode: ReadNode) => Promise<T>,
): Promise<T> {
  const asked = new Map<string, NodePlace>();
  await prove(async (level, n) => {
    asked.set(`${level}/${n}`, { level, n });
    return new Uint8Array(32);
  });
  const read = await readNodes(db, [...asked.values()]);
  return await prove(async (level, n) => {
    const hash = read.get(`${level}/${n}`);
    if (hash === undefined) throw new LedgerError(`The node ${n} of level ${level} is not in the tree.`);
    return hash;
  });
}

/** Level 0 comes from the entries themselves. Out: "level/n" → hash; what is missing is left out. */
async function readNodes(
  db: Viewer['db'],
  places: readonly NodePlace[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const leaves = places.filter(({ level }) => level === 0).map(({ n }) => n);
  const nodes = places.filter(({ level }) => level > 0);
  const [leafRows, nodeRows] = await Promise.all([
    leaves.length === 0
      ? []
      : db.ledgerEntry.findMany({ where: { idx: { in: leaves } }, select: { idx: true, leaf: true } }),
    nodes.length === 0
      ? []
      : db.$queryRaw<{ level: number; n: bigint; hash: Uint8Array }[]>`
          select level, n, hash from ledger_node
          join unnest(${nodes.map(({ level }) => level)}::int[], ${nodes.map(({ n }) => n)}::bigint[])
            as wanted (level, n) using (level, n)`,
  ]);
  return new Map([
    ...leafRows.map(({ idx, leaf }) => [`0/${idx}`, leaf] as const),
    ...nodeRows.map(({ level, n, hash }) => [`${level}/${n}`, hash] as const),
  ]);
}
