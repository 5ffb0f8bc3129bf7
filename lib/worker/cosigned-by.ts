import type { Client } from 'pg';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseSignatureLine } from '../ledger/signed-note.ts';
import type { Witness } from '../ports/witness.ts';

/**
 * The size of the newest cosignature of this log that is kept of this witness, if its present key made it; else 0: a
 * witness that was given a new key begins anew, and so does one that never heard of this epoch.
 */
export async function cosignedBy(client: Client, { name, key }: Witness, origin: string): Promise<bigint> {
  const { rows } = await client.query<{ size: string; receipt: Buffer | null }>(
    `select a.size, a.receipt from ledger_anchor a join ledger_checkpoint c on c.size = a.size
     where a.kind = 'witness' and a.name = $1 and starts_with(c.note, $2) order by a.size desc limit 1`,
    [name, `${origin}\n`],
  );
  const [newest] = rows;
  if (newest === undefined || newest.receipt === null) return 0n;
  try {
    const line = parseSignatureLine(newest.receipt.toString('utf8').trimEnd());
    return Buffer.compare(line.keyId, key.keyId) === 0 ? BigInt(newest.size) : 0n;
  } catch (error) {
    if (error instanceof LedgerError) return 0n; // the receipt was changed; the witness itself will tell
    throw error;
  }
}
