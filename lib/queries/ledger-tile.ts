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
  if (!(await isSigned(db, place))) throw notFound();
  return await fromSoundLedger(async () => {
    const rows = await rowsOf(db, place);
    if (rows.length !== place.width) throw new LedgerError(`Tile ${place.level}/${place.n} lacks rows.`);
    return place.level === 'entries' ? encodeBundle(rows) : new Uint8Array(Buffer.concat(rows));
  });
}

async function isSigned(db: Viewer['db'], { level, n, width }: TilePlace): Promise<boolean> {
  const span = level === 'entries' ? 1n : BigInt(tileWidth) ** BigInt(level); // entries under one hash
  const least = (n * BigInt(tileWidth) + BigInt(width)) * span;
  if (least > mostEntries) return false;
  const size = width === tileWidth ? { gte: least } : { gte: least, lt: least + span };
  return (await db.ledgerCheckpoint.findFirst({ where: { size }, select: { size: true } })) !== null;
}

async function rowsOf(db: Viewer['db'], { level, n, width }: TilePlace): Promise<readonly Uint8Array[]> {
  const first = n * BigInt(tileWidth);
  const range = { gte: first, lt: first + BigInt(width) };
  if (level === 'entries') {
    const rows = await db.ledgerEntry.findMany({
      where: { idx: range },
      orderBy: { idx: 'asc' },
      select: { entry: true },
    });
    return rows.map(({ entry }) => entry);
  }
  if (level === 0) {
    const rows = await db.ledgerEntry.findMany({
      where: { idx: range },
      orderBy: { idx: 'asc' },
      select: { leaf: true },
    });
    return rows.map(({ leaf }) => leaf);
  }
  const rows = await db.ledgerNode.findMany({
    where: { level: level * 8, n: range },
    orderBy: { n: 'asc' },
    select: { hash: true },
  });
  return rows.map(({ hash }) => hash);
}
