import { hash } from 'node:crypto';
import { copyBuffer, copyOut } from '../fsck/copy-out.ts';
import type { LedgerParts } from '../fsck/ledger-parts.ts';
import { column, packedRows, rowsAfter, rowsAtOnce } from '../fsck/packed-rows.ts';
import { readAhead } from '../fsck/read-ahead.ts';
import { tilePath, tileWidth } from '../ledger/tile-path.ts';

const most = 64 * 1024; // entries that are looked at
const filesAtOnce = 16;

/** Microseconds of this process's time an entry. */
export interface FsckFloor {
  readonly selected: number; // the same rows by an ordinary query of the same driver
  readonly copied: number; // the same rows as `fsck` fetches them
  readonly hashed: number; // one bare SHA-256 each of entry, body and a node
  readonly fetched: number; // the bundle and the tile of 256 entries from the anchors
}

/**
 * What the things that `fsck` cannot leave out cost by themselves, over the first entries of the log: what is above their
 * sum is its own.
 */
export async function fsckFloor({ client, store }: LedgerParts, size: number): Promise<FsckFloor> {
  const entries = Math.min(most, size - (size % tileWidth));
  const after = (from: number) => rowsAfter(from - 1);
  const into = copyBuffer();
  return {
    selected: await each(entries, async () => {
      for (let from = 0; from < entries; from += rowsAtOnce) await client.query(after(from));
    }),
    copied: await each(entries, async () => {
      for (let from = 0; from < entries; from += rowsAtOnce) await copyOut(client, after(from), into);
    }),
    hashed: await hashed(client, entries),
    fetched: await each(entries, async () => {
      for await (const file of readAhead(filesOf(entries), filesAtOnce, (path) => store.get(path, never)))
        if (file === null) throw new Error('The anchors lack a file.');
    }),
  };
}

const never = new AbortController().signal;

async function each(entries: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / entries;
}

function* filesOf(entries: number): Generator<string> {
  for (let n = 0n; n < BigInt(entries / tileWidth); n += 1n) {
    yield tilePath({ level: 'entries', n, width: tileWidth });
    yield tilePath({ level: 0, n, width: tileWidth });
  }
}

/** Without the fetching of what is hashed. */
async function hashed(client: LedgerParts['client'], entries: number): Promise<number> {
  let [micros, read] = [0, 0];
  for await (const rows of packedRows(client)) {
    const pieces = Array.from({ length: rows.length }, (_, i) => [
      rows.view(i, column.entry),
      rows.view(i, column.body),
      rows.bytes.subarray(0, 65),
    ]).flat();
    micros += await each(1, async () => {
      for (const piece of pieces) hash('sha256', piece, 'binary');
    });
    read += rows.length;
    if (read >= entries) break;
  }
  return micros / read;
}
