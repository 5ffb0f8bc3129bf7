import { createHash } from 'node:crypto';
import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSpan } from './byte-span.ts';
import { fileVersion, keepPages, knownPages } from './page-map.ts';
import { readPayload, readVhdLayout } from './vhd-image.ts';

const pageBytes = 4096;
const zeros = Buffer.alloc(4 << 20);

/** A point-in-time copy of a disk in fixed form: a sparse file and the spans of it that hold data. */
export interface SnapshotFile {
  readonly snapshotId: string;
  readonly path: string;
  readonly sizeBytes: number; // footer included
  readonly payloadBytes: number;
  readonly etag: string;
  readonly createdAt: Date;
  readonly spans: readonly ByteSpan[];
}

interface StoredSnapshot {
  readonly snapshotId: string;
  readonly payloadBytes: number;
  readonly sizeBytes: number;
  readonly createdAt: string;
  readonly spans: readonly (readonly [number, number])[];
}

/** The folders of snapshots and of the page maps that spare a second scan of a disk image. */
export interface SnapshotFolders {
  readonly snapshots: string;
  readonly pageMaps: string;
}

/**
 * Copies the image at `source` into the snapshots' folder: only pages that are not all zero.
 * The list of spans is written last and renamed into place: a snapshot without it never happened.
 * Throws VhdError for a file that is no whole VHD.
 */
export async function writeSnapshot(
  folders: SnapshotFolders,
  snapshotId: string,
  source: string,
  now: Date,
): Promise<SnapshotFile> {
  const base = join(folders.snapshots, fileName(snapshotId));
  const partial = `${base}.partial`;
  await rm(partial, { force: true });
  const copied = await copySparse(source, partial, folders.pageMaps);
  const stored: StoredSnapshot = { snapshotId, createdAt: now.toISOString(), ...copied };
  await rename(partial, `${base}.vhd`);
  await writeFile(`${base}.json.partial`, JSON.stringify(stored));
  await rename(`${base}.json.partial`, `${base}.json`);
  return describe(base, stored);
}

async function copySparse(
  source: string,
  target: string,
  pageMaps: string,
): Promise<Omit<StoredSnapshot, 'snapshotId' | 'createdAt'>> {
  await using input = await open(source, 'r');
  const before = await input.stat();
  const layout = await readVhdLayout(input, before.size);
  const sizeBytes = layout.payloadBytes + layout.footer.length;
  await using output = await open(target, 'wx');
  await output.truncate(sizeBytes);
  const isFixed = layout.blocks === null;
  const known = isFixed ? await knownPages(pageMaps, source, before) : null;
  const spans: [number, number][] = [];
  for await (const piece of readPayload(input, layout, known)) {
    for (const span of dataSpans(piece.bytes)) {
      await output.write(piece.bytes, span.start, span.end - span.start, piece.offset + span.start);
      addSpan(spans, piece.offset + span.start, piece.offset + span.end);
    }
  }
  if (fileVersion(await input.stat()) !== fileVersion(before))
    throw new Error('The disk image was changed while its snapshot was taken.');
  if (isFixed && known === null) await keepPages(pageMaps, source, before, spans);
  await output.write(layout.footer, 0, layout.footer.length, layout.payloadBytes);
  addSpan(spans, layout.payloadBytes, sizeBytes);
  await output.sync();
  return { payloadBytes: layout.payloadBytes, sizeBytes, spans };
}

function addSpan(spans: [number, number][], start: number, end: number): void {
  const last = spans.at(-1);
  if (last !== undefined && last[1] === start) last[1] = end;
  else spans.push([start, end]);
}

/** The 4 KiB pages of a piece that are not all zero, joined into spans. */
function dataSpans(bytes: Buffer): ByteSpan[] {
  if (bytes.equals(zeros.subarray(0, bytes.length))) return [];
  const spans: [number, number][] = [];
  for (let start = 0; start < bytes.length; start += pageBytes) {
    const end = Math.min(start + pageBytes, bytes.length);
    if (bytes.compare(zeros, 0, end - start, start, end) !== 0) addSpan(spans, start, end);
  }
  return spans.map(([start, end]) => ({ start, end }));
}

/** Every whole snapshot of the folder; leftovers of an interrupted one are removed. */
export async function findSnapshots(folder: string): Promise<SnapshotFile[]> {
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.endsWith('.partial')).map((name) => rm(join(folder, name))));
  const found: SnapshotFile[] = [];
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const stored = JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredSnapshot;
    found.push(describe(join(folder, name.slice(0, -'.json'.length)), stored));
  }
  return found;
}

/** Removes a snapshot's two files; the list of spans goes first, so that half a removal is a removal. */
export async function removeSnapshot(folder: string, snapshotId: string): Promise<void> {
  const base = join(folder, fileName(snapshotId));
  await rm(`${base}.json`, { force: true });
  await rm(`${base}.vhd`, { force: true });
}

function describe(base: string, stored: StoredSnapshot): SnapshotFile {
  const digest = createHash('sha256').update(`${stored.snapshotId} ${stored.createdAt}`).digest('hex');
  return {
    snapshotId: stored.snapshotId,
    path: `${base}.vhd`,
    sizeBytes: stored.sizeBytes,
    payloadBytes: stored.payloadBytes,
    etag: `"0x8D${digest.slice(0, 13).toUpperCase()}"`,
    createdAt: new Date(stored.createdAt),
    spans: stored.spans.map(([start, end]) => ({ start, end })),
  };
}

/** A snapshot id may be a whole resource id; its digest is a safe file name. */
function fileName(snapshotId: string): string {
  return createHash('sha256').update(snapshotId.toLowerCase()).digest('hex').slice(0, 32);
}
