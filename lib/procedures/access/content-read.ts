import type { PackagePlace } from '../../custody/access-event.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEventType, EventDetail } from '../../custody/custody-event.ts';
import type { ItemGrant, SealedItem } from '../../ports/access-desk.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { ProcedureContext } from '../procedure.ts';
import { accessEvents } from './access-event.ts';
import { CopyMismatch } from './copy-mismatch.ts';
import { freezeEvents, freezeItem } from './freeze-item.ts';
import { requireRecordedGrant } from './live-grant.ts';
import { contentFacts, openSealedContent, type SealedContent } from './sealed-content.ts';

const signedWithinMs = 20_000;
const openLimitMs = 60_000;

export const contentReadEvents = [
  'access.content-opened',
  'access.content-read',
  ...freezeEvents,
] as const satisfies readonly CustodyEventType[];

/** In a grant's place: the reader asked for the package themselves, and the policy lets them look into it. */
export interface OwnPackage {
  readonly id: null;
  readonly requestId: null;
  readonly number: string; // of the action that gave it
}

/** One read of an item's bytes by a person, from before its first byte to its recorded end. */
export interface OpenRead {
  readonly readId: string;
  readonly actor: PersonActor;
  readonly item: SealedItem;
  readonly grant: ItemGrant | OwnPackage;
  readonly start: bigint;
  readonly end: bigint;
  readonly seen: boolean; // shown as a page; else handed out as a file
  readonly inside?: PackagePlace;
}

interface HowFar {
  readonly sent: bigint; // offset up to which bytes left
  readonly seen: readonly { readonly start: string; readonly end: string }[] | null;
  readonly inside?: NonNullable<EventDetail<'access.content-read'>['inside']>;
}

/** Recorded before anything is opened. */
export async function recordOpened({ register }: ProcedureContext, read: OpenRead): Promise<void> {
  const { actor, item } = read;
  await register.record(actor, ['access.content-opened'], async () => ({
    events: accessEvents('access.content-opened', aboutRead(read), {
      ...factsOfRead(read),
      sizeBytes: item.sizeBytes,
      sha256: item.sha256,
      ...(read.inside === undefined ? {} : { inside: read.inside }),
      ...(read.seen ? { seen: true } : {}),
    }),
    result: undefined,
  }));
}

/** Behind the signature everything is looked at once more, in the record this time. A failure is its own end. */
export async function vouchedContent(context: ProcedureContext, read: OpenRead): Promise<SealedContent> {
  const { register, locker } = context;
  const { item, grant, actor } = read;
  const stream = { kind: 'evidence', id: item.evidenceId } as const;
  const signal = AbortSignal.timeout(openLimitMs);
  try {
    await awaitIntegration(register.look, { stream }, signedWithinMs, signal);
    const facts = await register.look.committedFacts(item.evidenceId, contentFacts);
    if (grant.id !== null) requireRecordedGrant(facts, grant, actor.objectId, item);
    return await openSealedContent(locker, item, facts, signal);
  } catch (error) {
    await recordEnd(context, read, { sent: read.start, seen: null }, error);
    throw error;
  }
}

/**
 * `failure` null: the reader took everything, or went away. What is not as sealed freezes the item. Of one read the first
 * end counts: an answer that was lost is no reason for a second one.
 */
export async function recordEnd(
  { register }: ProcedureContext,
  read: OpenRead,
  { sent, seen, inside }: HowFar,
  failure: unknown,
): Promise<void> {
  const spoilt = failure instanceof CopyMismatch ? failure.spoilt : null;
  const ended = accessEvents('access.content-read', aboutRead(read), {
    ...factsOfRead(read),
    end: sent.toString(),
    bytes: (sent - read.start).toString(),
    result: spoilt !== null ? 'mismatch' : failure === null && sent === read.end ? 'complete' : 'broken-off',
    problem: failure === null ? null : problemOf(failure),
    ...(inside === undefined ? {} : { inside }),
    ...(seen === null ? {} : { seen }),
  });
  const may = ['access.content-read', ...freezeEvents] as const;
  const { item, readId, grant, actor: by } = read;
  const record = register.record(by, may, async (desk) => {
    // What froze the item already needs no second end; a late find freezes it, whatever was recorded meanwhile.
    if (spoilt === null || (await desk.freezeOf(item.evidenceId)) !== null)
      await requireFirstEnd(desk, item.evidenceId, readId);
    if (spoilt === null) return { events: ended, result: undefined };
    const frozen = await freezeItem(desk, { item, readId, requestId: grant.requestId, by, spoilt });
    return { events: [...ended, ...frozen], result: undefined };
  });
  await record.catch((error: unknown) => {
    if (!(error instanceof EndedBefore)) throw error;
  });
}

/** Throws `conflict` when the end of a read is on record already. */
export async function requireFirstEnd(desk: RegisterDesk, evidenceId: string, readId: string): Promise<void> {
  if (await desk.hasEnded(evidenceId, readId)) throw new EndedBefore();
}

class EndedBefore extends CustodyError {
  constructor() {
    super('conflict', 'The end of this read is on record already.');
  }
}

function aboutRead({ item: { incidentId, evidenceId }, grant }: OpenRead) {
  return { id: grant.requestId, incidentId, items: [{ evidenceId }] };
}

function factsOfRead({ readId, grant, start, end }: OpenRead) {
  const { requestId, number, id: grantId } = grant;
  return { readId, requestId, number, grantId, start: start.toString(), end: end.toString() };
}

/** One line without what an unknown error may quote. */
function problemOf(failure: unknown): string {
  return failure instanceof CustodyError ? failure.message : 'It failed on our side.';
}
