import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ContentPage } from '../../custody/disk-structure.ts';
import { isDiskImage } from '../../custody/evidence-source.ts';
import type { DiskImage } from '../../evidence-image/disk-image.ts';
import { readDiskStructure } from '../../evidence-image/disk-structure.ts';
import { hexRows } from '../../evidence-image/hex-rows.ts';
import { blockSize } from '../../hashing/block-manifest.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { checkedBlocks } from './checked-blocks.ts';
import { contentReadEvents, type OpenRead, recordEnd, recordOpened, vouchedContent } from './content-read.ts';
import { releasable } from './releasable.ts';
import type { SealedContent } from './sealed-content.ts';

const pageBytes = 4_096n;
const limitMs = 60_000;
const size = BigInt(blockSize);
const keptBlocks = 3;
const modes = ['see-contents', 'download'] as const;

export const viewContentInput = z.strictObject({
  evidenceId: z.uuid(),
  offset: z.string().regex(/^\d{1,18}$/, 'Give the offset as a decimal number of bytes.'),
  structure: z.boolean(), // also what the image says of itself, if it is a disk's
});

/**
 * Shows at most 4 KiB of an item to who holds a live grant to see or to download it, and what the image says of itself if
 * that is asked for. Recorded and signed for before a byte is read; every block touched is held against the seal, and one
 * that differs shows nothing and freezes the item. Throws as `read-content`, and `invalid-input` for an offset outside.
 */
export const viewContent: Procedure<z.infer<typeof viewContentInput>, ContentPage> = {
  name: 'view-content',
  permission: 'evidence.read-content',
  input: viewContentInput,
  records: contentReadEvents,
  async run(context, actor, { evidenceId, offset, structure }) {
    const { item, grant } = await releasable(context.register.look, actor, evidenceId, ...modes);
    const { start, end } = pageOf(BigInt(offset), BigInt(item.sizeBytes));
    const read: OpenRead = { readId: randomUUID(), actor, item, grant, start, end, seen: true };
    await recordOpened(context, read);
    const content = await vouchedContent(context, read);
    const shown = await recordedPage(context, read, content, structure && isDiskImage(item.kind));
    const { exhibitNumber, sizeBytes } = item;
    const place = { start: start.toString(), end: end.toString() };
    return { exhibitNumber, sizeBytes, ...place, ...shown, until: grant.endsAt };
  },
};

function pageOf(start: bigint, size: bigint): { readonly start: bigint; readonly end: bigint } {
  if (start < size) return { start, end: start + pageBytes < size ? start + pageBytes : size };
  const message = `The item has ${size} bytes; the last one has the offset ${size - 1n}.`;
  throw new CustodyError('invalid-input', message, { detail: { offset: message } });
}

/** What is read is recorded with every range of it before any of it is shown. */
async function recordedPage(
  context: ProcedureContext,
  read: OpenRead,
  content: SealedContent,
  structure: boolean,
): Promise<Pick<ContentPage, 'rows' | 'structure'>> {
  const { image, touched } = checkedImage(content);
  try {
    const page = await image.read(read.start, read.end);
    const shown = {
      rows: hexRows(page, read.start),
      structure: structure ? await readDiskStructure(image) : null,
    };
    await releasable(context.register.look, read.actor, read.item.evidenceId, ...modes); // it may have taken a while
    await recordEnd(context, read, { sent: read.end, seen: touched }, null);
    return shown;
  } catch (error) {
    await recordEnd(context, read, { sent: read.start, seen: [] }, error);
    throw error;
  }
}

type Ranges = { readonly start: string; readonly end: string }[];

/** The image, of which every byte was checked, and the ranges that were read of it. */
function checkedImage(content: SealedContent): { readonly image: DiskImage; readonly touched: Ranges } {
  const touched: Ranges = [];
  const block = checkedBlock(content);
  const image = {
    sizeBytes: content.reader.sizeBytes,
    async read(start: bigint, end: bigint) {
      touched.push({ start: start.toString(), end: end.toString() });
      const parts: Uint8Array[] = [];
      for (let at = start - (start % size); at < end; at += size) {
        const bytes = await block(at);
        parts.push(bytes.subarray(at < start ? Number(start - at) : 0, Number(end - at)));
      }
      return Buffer.concat(parts);
    },
  };
  return { image, touched };
}

/** One block by its offset; the newest few are kept, as a table's parts lie side by side. */
function checkedBlock({ reader, manifest }: SealedContent): (at: bigint) => Promise<Uint8Array> {
  const signal = AbortSignal.timeout(limitMs);
  const kept = new Map<bigint, Uint8Array>();
  return async (at) => {
    const known = kept.get(at);
    if (known !== undefined) return known;
    const end = at + size < reader.sizeBytes ? at + size : reader.sizeBytes;
    const { value } = await checkedBlocks(reader, manifest, { start: at, end }, signal).next();
    const bytes: Uint8Array = value ?? new Uint8Array();
    kept.set(at, bytes);
    if (kept.size > keptBlocks) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest);
    return bytes;
  };
}
