import type { BagFile } from '../bundle/bag/bag-file.ts';
import { type BagInfo, type SealedBag, writeBag } from '../bundle/bag/write-bag.ts';
import { zipStream } from '../bundle/bag/zip-stream.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { inPlainSight } from '../custody/plain-sight.ts';
import { endBundle } from '../procedures/bundle/end-bundle.ts';
import { version } from '../runtime/version.ts';
import type { ReadyBundle } from './begin-asked-bundle.ts';
import { type BundleSource, type BundleTally, bundleParts } from './bundle-parts.ts';

const leastPiece = 256 * 1024; // small files leave together

/** A begun bundle as an archive in pieces, made while it leaves. How it ended is recorded once, whatever ends it. */
export function bundleArchive(
  wired: BundleSource,
  actor: PersonActor,
  begun: ReadyBundle,
  folder: string,
): AsyncGenerator<Uint8Array> {
  return gathered(recorded(wired, actor, begun, folder));
}

/**
 * The same as a stream, pulled piece by piece, so that a slow reader holds one in memory; a reader who leaves ends it. Its
 * first piece is made before it is given: what fails by then is thrown, and who leaves before they read is recorded too.
 */
export async function bundleStream(
  ...asked: Parameters<typeof bundleArchive>
): Promise<ReadableStream<Uint8Array>> {
  const pieces = bundleArchive(...asked);
  let ready: IteratorResult<Uint8Array> | null = await pieces.next();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = ready ?? (await pieces.next());
        ready = null;
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await pieces.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}

async function* recorded(
  wired: BundleSource,
  actor: PersonActor,
  begun: ReadyBundle,
  folder: string,
): AsyncGenerator<Uint8Array> {
  const tally: BundleTally = {
    ...{ events: 0, withheldEvents: 0, checkpointSize: null },
    ...{ vouched: new Set(), evidence: [], left: [] },
  };
  let [isRecorded, problem] = [false, null as string | null];
  const end = async (bag: SealedBag | null) => {
    await endBundle(wired.context.register, actor, begun, { ...endOf(tally, bag), problem });
    isRecorded = true;
  };
  try {
    yield* zipStream(folder, bagOf(wired, actor, begun, tally, end));
  } catch (error) {
    problem = error instanceof CustodyError ? error.message : 'It failed on our side.';
    wired.logger.warn({ err: error, bundle: begun.bundleId }, 'a bundle was broken off');
    throw error;
  } finally {
    if (!isRecorded) await end(null);
  }
}

function bagOf(
  wired: BundleSource,
  actor: PersonActor,
  begun: ReadyBundle,
  tally: BundleTally,
  sealed: (bag: SealedBag) => Promise<void>,
): AsyncGenerator<BagFile> {
  const info: BagInfo = [
    ['Bag-Software-Agent', `Holdfast ${version}`],
    ['Bagging-Date', new Date().toISOString().slice(0, 10)],
    ['External-Identifier', begun.subject.name],
    ['Internal-Sender-Identifier', begun.bundleId],
    ['Contact-Name', inPlainSight(actor.displayName)],
  ];
  return writeBag(bundleParts(wired, actor, begun, tally), info, sealed);
}

function endOf({ events, withheldEvents, checkpointSize, evidence }: BundleTally, bag: SealedBag | null) {
  return {
    ...{ events, withheldEvents, evidence },
    result: bag === null ? ('broken-off' as const) : ('complete' as const),
    tagManifestSha256: bag?.tagManifestSha256 ?? null,
    files: bag?.files ?? 0,
    bytes: (bag?.bytes ?? 0n).toString(),
    checkpointSize: checkpointSize?.toString() ?? null,
  };
}

/** The first piece leaves at once: whoever waits sees that it began, and nothing ended before somebody read. */
async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let [held, bytes, least]: [Uint8Array[], number, number] = [[], 0, 1];
  for await (const piece of pieces) {
    held.push(piece);
    bytes += piece.length;
    if (bytes < least) continue;
    yield Buffer.concat(held);
    [held, bytes, least] = [[], 0, leastPiece];
  }
  if (bytes > 0) yield Buffer.concat(held);
}
