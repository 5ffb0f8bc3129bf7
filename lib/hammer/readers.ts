import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import { databaseRows } from '../fsck/database-rows.ts';
import { inSnapshot } from '../fsck/in-snapshot.ts';
import { leafHash } from '../hashing/merkle-hash.ts';
import { EntryWalk } from '../ledger/entry-walk.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { inclusionProof } from '../ledger/tree-proof.ts';
import { verifyInclusion } from '../ledger/verify-proof.ts';
import { nodesOf } from '../worker/log-rows.ts';
import { HammerError, type Held } from './held-checkpoint.ts';

/** One entry anywhere in the log: its bytes must be in the tree of the checkpoint held. Throws HammerError. */
export async function readAnyEntry(client: Client, { checkpoint, note }: Held): Promise<void> {
  const { size, root } = checkpoint;
  const index = BigInt(randomInt(Number(size)));
  const bad = (words: string, cause?: unknown) =>
    new HammerError({ words, lastGood: note, firstBad: null }, cause);
  const { rows } = await client.query<{ entry: Buffer }>('select entry from ledger_entry where idx = $1', [
    index,
  ]);
  const [row] = rows;
  if (row === undefined) throw bad(`Entry ${index} of ${size} is not there.`);
  try {
    const proof = await inclusionProof(size, index, nodesOf(client));
    if (!verifyInclusion({ index, size, leaf: leafHash(row.entry), root, proof })) {
      throw bad(`Entry ${index} is not in the tree of the checkpoint of ${size} entries.`);
    }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw bad(`The proof of entry ${index} in ${size} cannot be made: ${error.message}`, error);
  }
}

/** The whole log up to the checkpoint held, from its first entry on. Throws HammerError. */
export async function readEverything(client: Client, { checkpoint, note }: Held): Promise<void> {
  const { size, root } = checkpoint;
  const walk = new EntryWalk();
  await inSnapshot(client, async () => {
    for await (const rows of databaseRows(client)) {
      for (const { entry } of rows) if (BigInt(walk.size) < size) walk.take(entry);
      if (BigInt(walk.size) === size) return;
    }
  });
  const [found] = walk.findings;
  const words =
    found !== undefined
      ? `${found.where}: ${found.words}`
      : BigInt(walk.size) < size
        ? `Only ${walk.size} of ${size} entries are there.`
        : Buffer.compare(walk.root(), root) === 0
          ? null
          : `The first ${size} entries give another root than the one that was signed.`;
  if (words !== null) throw new HammerError({ words, lastGood: note, firstBad: null });
}
