import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { wantedBytes } from '../../custody/byte-range.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { ItemGrant, SealedItem } from '../../ports/access-desk.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { accessEvents } from './access-event.ts';
import { BlockMismatch, checkedBlocks, type SpoiltBlock } from './checked-blocks.ts';
import { requireRecordedGrant } from './live-grant.ts';
import { releasable } from './releasable.ts';
import { contentFacts, openSealedContent, type SealedContent } from './sealed-content.ts';

const signedWithinMs = 20_000;
const openLimitMs = 60_000;
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
  records: ['access.content-opened', 'access.content-read', 'evidence.frozen'],
  async run(context, actor, { evidenceId, range, ifRange }) {
    const { item, grant } = await releasable(context.register.look, actor, evidenceId, 'download');
    const about = {
      exhibitNumber: item.exhibitNumber,
      sizeBytes: BigInt(item.sizeBytes),
      sha256: item.sha256,
      etag: `"${item.sha256}"`,
    };
    const wanted = wantedBytes(ifRange === null || ifRange === about.etag ? range : null, about.sizeBytes);
    if (wanted === null) return { ...about, part: null };
    const read: OpenRead = { readId: randomUUID(), actor, item, grant, start: wanted.start, end: wanted.end };
    await recordOpened(context, read);
    const content = await vouchedContent(context, read);
    return { ...about, part: { ...wanted, bytes: recordedBytes(context, read, content) } };
  },
};

interface OpenRead {
  readonly readId: string;
  readonly actor: PersonActor;
  readonly item: SealedItem;
  readonly grant: ItemGrant;
  readonly start: bigint;
  readonly end: bigint;
}

async function recordOpened({ register }: ProcedureContext, read: OpenRead): Promise<void> {
  const { actor, item } = read;
  await register.record(actor, ['access.content-opened'], async () => ({
    events: accessEvents('access.content-opened', aboutRead(read), {
      ...factsOfRead(read),
      sizeBytes: item.sizeBytes,
      sha256: item.sha256,
    }),
    result: undefined,
  }));
}

/** Behind the signature everything is looked at once more, in the record this time. A failure is its own end. */
async function vouchedContent(context: ProcedureContext, read: OpenRead): Promise<SealedContent> {
  const { register, locker } = context;
  const { item, grant, actor } = read;
  const stream = { kind: 'evidence', id: item.evidenceId } as const;
  const signal = AbortSignal.timeout(openLimitMs);
  try {
    await awaitIntegration(register.look, { stream }, signedWithinMs, signal);
    const facts = await register.look.committedFacts(item.evidenceId, contentFacts);
    requireRecordedGrant(facts, grant, actor.objectId, item);
    return await openSealedContent(locker, item, facts, signal);
  } catch (error) {
    await recordEnd(context, read, read.start, error);
    throw error;
  }
}

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
    await recordEnd(context, read, sent, failure);
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

/** `failure` null: the reader took everything, or went away. A block that is not as sealed freezes the item. */
async function recordEnd(
  { register }: ProcedureContext,
  read: OpenRead,
  sent: bigint,
  failure: unknown,
): Promise<void> {
  const spoilt = failure instanceof BlockMismatch ? failure.block : null;
  const ended = accessEvents('access.content-read', aboutRead(read), {
    ...factsOfRead(read),
    end: sent.toString(),
    bytes: (sent - read.start).toString(),
    result: spoilt !== null ? 'mismatch' : failure === null && sent === read.end ? 'complete' : 'broken-off',
    problem: failure === null ? null : problemOf(failure),
  });
  const may = ['access.content-read', 'evidence.frozen'] as const;
  await register.record(read.actor, may, async (desk) => {
    if (spoilt === null) return { events: ended, result: undefined };
    const incident = await desk.incident(read.item.incidentId);
    const { exhibitNumber, evidenceId } = read.item;
    await tellWatch(
      desk,
      {
        key: `frozen:${evidenceId}`,
        level: 'error',
        title: `${exhibitNumber} is frozen: block ${spoilt.index} is not what was sealed`,
        href: `/evidence/${evidenceId}?tab=access`,
        incidentId: read.item.incidentId,
        subject: exhibitNumber,
      },
      incident?.restricted === true ? incident.memberObjectIds : null,
    );
    return { events: [...ended, frozenEvent(read, spoilt)], result: undefined };
  });
}

function frozenEvent(
  { readId, item, grant }: OpenRead,
  { index, start, end, expected, actual }: SpoiltBlock,
): CustodyEvent<'evidence.frozen'> {
  return {
    type: 'evidence.frozen',
    stream: { kind: 'evidence', id: item.evidenceId },
    subjects: [`incident:${item.incidentId}`, `request:${grant.requestId}`],
    reason: null,
    authority: null,
    detail: { readId, block: { index, start, end }, expected, actual },
  };
}

function aboutRead({ item, grant }: OpenRead) {
  const { incidentId, evidenceId, exhibitNumber } = item;
  return {
    id: grant.requestId,
    incidentId,
    items: [{ evidenceId, exhibitNumber, custodianObjectId: null }],
  };
}

function factsOfRead({ readId, grant, start, end }: OpenRead) {
  const { requestId, number, id: grantId } = grant;
  return { readId, requestId, number, grantId, start: start.toString(), end: end.toString() };
}

/** One line without what an unknown error may quote. */
function problemOf(failure: unknown): string {
  return failure instanceof CustodyError ? failure.message : 'It failed on our side.';
}
