import type { Client } from 'pg';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseSignatureLine } from '../ledger/signed-note.ts';
import type { Witness } from '../ports/witness.ts';

/**
 * The size of the newest cosignature that is kept of this witness, if its present key made it; else 0: a witness that
 * was given a new key begins anew.
 */
export async function cosignedBy(client: Client, { name, key }: Witness): Promise<bigint> {
  const { rows } = await client.query<{ size: string; receipt: Buffer | null }>(
    `select size, receipt from ledger_anchor where kind = 'witness' and name = $1 order by size desc limit 1`,
    [name],
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
