import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { wantedBytes } from '../../custody/byte-range.ts';
import type { EvidenceKind } from '../../custody/evidence-source.ts';
import { wayOut } from '../../custody/way-out.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { checkedBlocks } from './checked-blocks.ts';
import { contentReadEvents, type OpenRead, recordEnd, recordOpened, vouchedContent } from './content-read.ts';
import { releasable } from './releasable.ts';
import type { SealedContent } from './sealed-content.ts';

const lookAgainMs = 1_000;

export const readContentInput = z.strictObject({
  evidenceId: z.uuid(),
  range: z.string().max(200).nullable(), // the Range header, as sent
  ifRange: z.string().max(200).nullable(), // the If-Range header: only its own ETag keeps a range
});

/** Bytes block by block, each checked. Read to null, or left: that is what records the end. */
export interface ContentBytes {
  next(): Promise<Uint8Array | null>;
  leave(): Promise<void>;
}

/** Bytes of an item on their way out. */
export interface ContentOut {
  readonly exhibitNumber: string;
  readonly kind: EvidenceKind;
  readonly sizeBytes: bigint;
  readonly sha256: string; // hex, of the whole item
  readonly etag: string;
  /** Null: the range lies outside the item, so nothing was opened. */
  readonly part: {
    readonly start: bigint;
    readonly end: bigint; // exclusive
    readonly whole: boolean;
    readonly bytes: ContentBytes;
  } | null;
}

/**
 * Hands out an item's bytes to who holds a live grant for it: recorded and signed for before the first byte leaves, each
 * 4 MiB block held against the seal before any of its bytes does, and the end recorded with what was sent. Throws
 * `not-found`, `forbidden` without such a grant, `conflict` for a frozen item or ledger, `storage-unavailable` while the
 * record is not signed, `digest-mismatch` for a store that has something else.
 */
export const readContent: Procedure<z.infer<typeof readContentInput>, ContentOut> = {
  name: 'read-content',
  permission: 'evidence.read-content',
  input: readContentInput,
  records: contentReadEvents,
  async run(context, actor, { evidenceId, range, ifRange }) {
    const { item, grant } = await releasable(context.register.look, actor, evidenceId, 'download');
    const about = {
      exhibitNumber: item.exhibitNumber,
      kind: item.kind,
      sizeBytes: BigInt(item.sizeBytes),
      sha256: item.sha256,
      etag: `"${item.sha256}"`,
    };
    // An archive is made anew for each who takes it, so that no part of one continues another.
    const resumes = !wayOut(item.kind).isProtected && (ifRange === null || ifRange === about.etag);
    const wanted = wantedBytes(resumes ? range : null, about.sizeBytes);
    if (wanted === null) return { ...about, part: null };
    const { start, end } = wanted;
    const read: OpenRead = { readId: randomUUID(), actor, item, grant, start, end, seen: false };
    await recordOpened(context, read);
    const content = await vouchedContent(context, read);
    return { ...about, part: { ...wanted, bytes: recordedBytes(context, read, content) } };
  },
};

/** The checked bytes; whatever ends them, reader, grant, store or mismatch, is recorded once with how far they came. */
function recordedBytes(
  context: ProcedureContext,
  read: OpenRead,
  { reader, manifest }: SealedContent,
): ContentBytes {
  const leaving = new AbortController();
  const blocks = checkedBlocks(reader, manifest, read, leaving.signal);
  let [sent, looked, ended] = [read.start, Date.now(), false];
  const end = async (failure: unknown) => {
    if (ended) return;
    ended = true;
    leaving.abort();
    await recordEnd(context, read, { sent, seen: null }, failure);
  };
  return {
    async next() {
      try {
        if (Date.now() - looked >= lookAgainMs) {
          await releasable(context.register.look, read.actor, read.item.evidenceId, 'download');
          looked = Date.now();
        }
        const { done, value } = await blocks.next();
        if (done !== true) {
          sent += BigInt(value.length);
          return value;
        }
      } catch (error) {
        await end(error);
        throw error;
      }
      await end(null);
      return null;
    },
    leave: () => end(null),
  };
}
