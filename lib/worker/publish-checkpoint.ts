import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import { checkpointText } from '../ledger/checkpoint.ts';
import { rootOf, unpackFrontier } from '../ledger/merkle-tree.ts';
import { signNote } from '../ledger/signed-note.ts';
import { encodeVerifierKey, type VerifierKey } from '../ledger/verifier-key.ts';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import { inSequencerTransaction } from './sequencer-transaction.ts';

/**
 * Signs the tree as it is with every key of the log, unless a checkpoint of this size exists, or the database went on
 * to another epoch. The head stays locked meanwhile, and the size is the primary key: the log never signs two roots for
 * one size. `demanded`: the keys that verifiers demand of that size, asked under the lock; throws CustodyError unless
 * the signers have exactly these, as when keys were just replaced. Source: C2SP tlog-checkpoint.
 */
export async function publishCheckpoint(
  client: Client,
  origin: string,
  signers: readonly CheckpointSigner[],
  demanded?: (size: bigint) => Promise<readonly VerifierKey[]>,
): Promise<void> {
  await inSequencerTransaction(client, async () => {
    const { rows } = await client.query<{ size: string; frontier: Buffer }>(
      `select h.size, h.frontier from ledger_head h
       where h.id = 1 and h.origin = $1 and h.size > coalesce((select max(c.size) from ledger_checkpoint c), 0)
       for update of h`,
      [origin],
    );
    const head = rows[0];
    if (head === undefined) return;
    const size = BigInt(head.size);
    if (demanded !== undefined) requireSigners(signers, await demanded(size), size);
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

function requireSigners(
  signers: readonly CheckpointSigner[],
  demanded: readonly VerifierKey[],
  size: bigint,
): void {
  const ours = signers.map(({ verifierKey }) => verifierKey).toSorted();
  const theirs = demanded.map(encodeVerifierKey).toSorted();
  if (ours.join() === theirs.join()) return;
  throw new CustodyError(
    'conflict',
    `The keys at hand are not those that the trust policy demands of ${size} entries; nothing is signed with them.`,
  );
}
