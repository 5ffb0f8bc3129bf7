import { type BagPart, smallFile } from '../bundle/bag/bag-file.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { mayDo } from '../custody/permission.ts';
import { wayOut } from '../custody/way-out.ts';
import type { SealedItem } from '../ports/access-desk.ts';
import { type ContentBytes, readContent } from '../procedures/access/read-content.ts';
import { releasable } from '../procedures/access/releasable.ts';
import { contentFacts, openSealedCopy, type SealedContent } from '../procedures/access/sealed-content.ts';
import type { HeldSubject } from '../procedures/bundle/bundle-subject.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { perform } from './perform.ts';

type Source = Pick<Runtime, 'context' | 'settings'>;

const openLimitMs = 60_000;

/** What of the evidence is in a bundle. */
export interface EvidenceTally {
  readonly vouched: Set<string>; // ids of items and reports for which an event in it says what they must be
  readonly evidence: string[]; // exhibit numbers whose bytes are in it
  readonly left: string[]; // lines for people: what is not in it, and why
}

/**
 * The block manifest of each sealed item, and its bytes where the person holds a live grant: each such read is recorded
 * and checked as every other one. Of the rest fetch.txt says where it lies, without any key to it.
 */
export async function* evidenceParts(
  wired: Source,
  actor: PersonActor,
  subject: HeldSubject,
  tally: EvidenceTally,
): AsyncGenerator<BagPart> {
  const wanted = subject.of === 'item' ? [subject.id] : null;
  const items = await wired.context.register.look.sealedItems(subject.incidentId, wanted);
  if (items.length === 0) tally.left.push('Evidence: nothing of it is sealed in the locker.');
  for (const { evidenceId } of items) {
    const item = await wired.context.register.look.sealedItem(evidenceId);
    // A report is an item too; the newest one lies in report/.
    if (item === null || item.kind === 'report') continue;
    if (tally.vouched.has(evidenceId)) yield* itemParts(wired, actor, item, tally);
    else
      tally.left.push(
        `Block manifest and bytes of ${item.exhibitNumber}: the ledger had not signed its seal when this was begun, or what it says is kept from you.`,
      );
  }
}

async function* itemParts(
  wired: Source,
  actor: PersonActor,
  item: SealedItem,
  tally: EvidenceTally,
): AsyncGenerator<BagPart> {
  const { exhibitNumber, kind, sha256, sizeBytes } = item;
  const held = await heldCopy(wired, item, tally);
  if (held === null) return;
  yield { file: smallFile(`manifests/${exhibitNumber}.sha256-blocks`, held.manifest) };
  const path = `evidence/${exhibitNumber}.${wayOut(kind).extension}`;
  const why = await whyNot(wired, actor, item);
  if (why === null) {
    tally.evidence.push(exhibitNumber);
    yield { file: { path, size: BigInt(sizeBytes), pieces: recordedRead(wired, actor, item) } };
    return;
  }
  tally.left.push(`The bytes of ${exhibitNumber}: ${why} fetch.txt names where they lie.`);
  const { container, blob } = held.place;
  const url = new URL(`${container}/${blob}`, slashed(wired.settings.HOLDFAST_LOCKER_BLOB_ENDPOINT)).href;
  yield { fetched: { path, url, size: BigInt(sizeBytes), sha256 } };
}

/** The stored copy by what the ledger has of it; null if it does not answer, which is told. */
async function heldCopy(
  { context: { register, locker } }: Source,
  item: SealedItem,
  tally: EvidenceTally,
): Promise<SealedContent | null> {
  try {
    const facts = await register.look.committedFacts(item.evidenceId, contentFacts);
    return await openSealedCopy(locker, item, facts, AbortSignal.timeout(openLimitMs));
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    tally.left.push(`Block manifest and bytes of ${item.exhibitNumber}: ${error.message}`);
    return null;
  }
}

/** Why the bytes stay where they are; null: the person holds a live grant. */
async function whyNot({ context }: Source, actor: PersonActor, item: SealedItem): Promise<string | null> {
  if (wayOut(item.kind).isProtected)
    return 'It may be malware, and leaves in an encrypted archive only, from its own page.';
  if (!mayDo(actor.roles, 'evidence.read-content')) return 'Your role reads no evidence.';
  try {
    await releasable(context.register.look, actor, item.evidenceId, 'download');
    return null;
  } catch (error) {
    if (error instanceof CustodyError && (error.code === 'forbidden' || error.code === 'conflict'))
      return error.message;
    throw error;
  }
}

/** Opened when its first byte is asked for, so that the record of the read says when it was made. */
async function* recordedRead(
  { context }: Source,
  actor: PersonActor,
  { evidenceId }: SealedItem,
): AsyncGenerator<Uint8Array> {
  const { part } = await perform(context, actor, readContent, { evidenceId, range: null, ifRange: null });
  if (part === null) return;
  yield* untilNull(part.bytes);
}

async function* untilNull(bytes: ContentBytes): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = await bytes.next(); piece !== null; piece = await bytes.next()) yield piece;
  } finally {
    await bytes.leave();
  }
}

function slashed(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
