import type { Client } from 'pg';
import { checkpointText } from '../ledger/checkpoint.ts';
import { rootOf, unpackFrontier } from '../ledger/merkle-tree.ts';
import { signNote } from '../ledger/signed-note.ts';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import { inSequencerTransaction } from './sequencer-transaction.ts';

/**
 * Signs the tree as it is with every key of the log, unless a checkpoint of this size exists. The head stays locked meanwhile, and the
 * size is the primary key: the log never signs two roots for one size. Source: C2SP tlog-checkpoint.
 */
export async function publishCheckpoint(
  client: Client,
  origin: string,
  signers: readonly CheckpointSigner[],
): Promise<void> {
  await inSequencerTransaction(client, async () => {
    const { rows } = await client.query<{ size: string; frontier: Buffer }>(
      `select h.size, h.frontier from ledger_head h
       where h.id = 1 and h.size > coalesce((select max(c.size) from ledger_checkpoint c), 0)
       for update of h`,
    );
    const head = rows[0];
    if (head === undefined) return;
    const size = BigInt(head.size);
    const root = rootOf(unpackFrontier(size, new Uint8Array(head.frontier)));
    const text = checkpointText(origin, size, root);
    const note = signNote(text, await Promise.all(signers.map((signer) => signer.sign(text))));
    await client.query('insert into ledger_checkpoint (size, root, note) values ($1, $2, $3)', [
      size,
      Buffer.from(root),
      note,
    ]);
  });
}
