import { Prisma } from '../../prisma/generated/client.ts';
import { encodeBundle } from '../ledger/entry-bundle.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { type TilePlace, tileWidth } from '../ledger/tile-path.ts';
import { notFound } from './require-id.ts';
import { fromSoundLedger } from './sound-ledger.ts';
import type { Viewer } from './viewer.ts';

const mostEntries = 2n ** 62n;

/**
 * The bytes of one file of the log. Partial ones are there only for sizes that were signed; entries that no checkpoint
 * covers are nobody's yet. Throws `not-found`; `conflict` if the database lacks rows. Source: C2SP tlog-tiles.
 */
export async function ledgerTile(db: Viewer['db'], place: TilePlace): Promise<Uint8Array> {
  const { isSigned, rows } = await readTile(db, place);
  if (!isSigned) throw notFound();
  return await fromSoundLedger(async () => {
    if (rows.length !== place.width) throw new LedgerError(`Tile ${place.level}/${place.n} lacks rows.`);
    return place.level === 'entries' ? encodeBundle(rows) : new Uint8Array(Buffer.concat(rows));
  });
}

interface ReadTile {
  readonly isSigned: boolean;
  readonly rows: readonly Uint8Array[];
}

/** In one statement, which reads no rows for a file that is not there. */
async function readTile(db: Viewer['db'], place: TilePlace): Promise<ReadTile> {
  const sizes = signedSizes(place);
  if (sizes === null) return { isSigned: false, rows: [] };
  const read = await db.$queryRaw<{ is_signed: boolean; bytes: Uint8Array | null }[]>`
    select is_signed, bytes
    from (
      select exists (select from ledger_checkpoint where size >= ${sizes.from} and size < ${sizes.to}) as is_signed
    ) as signed
    left join lateral (${rowsOf(place)}) as row on is_signed
    order by number`;
  const rows = read.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
  return { isSigned: read[0]?.is_signed === true, rows };
}

/** Of which sizes one must have been signed for the file to be there; null if no log is that large. */
function signedSizes({ level, n, width }: TilePlace): { readonly from: bigint; readonly to: bigint } | null {
  const span = level === 'entries' ? 1n : BigInt(tileWidth) ** BigInt(level); // entries under one hash
  const from = (n * BigInt(tileWidth) + BigInt(width)) * span;
  if (from > mostEntries) return null;
  return { from, to: width === tileWidth ? mostEntries + 1n : from + span };
}

function rowsOf({ level, n, width }: TilePlace): Prisma.Sql {
  const from = n * BigInt(tileWidth);
  const to = from + BigInt(width);
  switch (level) {
    case 'entries':
      return Prisma.sql`select idx as number, entry as bytes from ledger_entry where idx >= ${from} and idx < ${to}`;
    case 0:
      return Prisma.sql`select idx as number, leaf as bytes from ledger_entry where idx >= ${from} and idx < ${to}`;
    default:
      return Prisma.sql`select n as number, hash as bytes from ledger_node
        where level = ${level * 8} and n >= ${from} and n < ${to}`;
  }
}
