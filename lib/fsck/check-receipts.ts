import type { Client } from 'pg';
import { type AnchoredNames, anchoredNames } from './anchored-copy.ts';
import type { EpochSpan } from './check-epochs.ts';
import type { Findings } from './findings.ts';

const rowsAtOnce = 1000;

interface Receipt {
  readonly size: bigint;
  readonly kind: 'store' | 'witness' | 'timestamp';
  readonly name: string;
}

/**
 * Whether every anchor of an epoch that the database has a receipt for is still there. A signature line or a time stamp whose
 * receipt the database keeps is not lost by it, and may never have reached the store: that is a remark.
 * Out: the number of those.
 */
export async function checkReceipts(
  client: Client,
  { store, above, upTo }: Pick<EpochSpan, 'store' | 'above' | 'upTo'>,
  findings: Findings,
  signal: AbortSignal,
): Promise<number> {
  const names = anchoredNames(store, null, signal)[Symbol.asyncIterator]();
  let held: AnchoredNames | null = null;
  let missing = 0;
  for await (const { size, kind, name } of receipts(client, above)) {
    if (upTo !== null && size > upTo) break;
    while (held === null || held.size < size) {
      const next = await names.next();
      held =
        next.done === true ? { size: 1n << 64n, hasNote: false, cosignedBy: [], stampedBy: [] } : next.value;
    }
    const here: AnchoredNames | null = held.size === size ? held : null;
    if (kind === 'store' && here?.hasNote !== true) {
      const words = `The database has the store’s receipt for ${size} entries, and the note is not there any more.`;
      findings.add('anchor-removed', `checkpoint ${size}`, words, await noteOf(client, size));
    }
    if (kind === 'witness' && here?.cosignedBy.includes(name) !== true) missing += 1;
    if (kind === 'timestamp' && here?.stampedBy.includes(name) !== true) missing += 1;
  }
  await names.return?.(undefined);
  return missing;
}

/** Of more than `above` entries. */
async function* receipts(client: Client, above: bigint): AsyncGenerator<Receipt> {
  for (let after: readonly [string, string, string] = [`${above}`, '\u{10ffff}', '']; ; ) {
    const { rows } = await client.query<{ size: string; kind: Receipt['kind']; name: string }>(
      `select size, kind, name from ledger_anchor where (size, kind, name) > ($1::bigint, $2, $3)
       order by size, kind, name limit ${rowsAtOnce}`,
      [...after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) yield { ...row, size: BigInt(row.size) };
    after = [last.size, last.kind, last.name];
  }
}

async function noteOf(client: Client, size: bigint): Promise<readonly string[]> {
  const { rows } = await client.query<{ note: string }>(
    'select note from ledger_checkpoint where size = $1',
    [size],
  );
  return rows.map(({ note }) => note);
}
