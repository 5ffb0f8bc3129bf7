import type { BroughtSource, BroughtWay, InsideBundle, StoredOrigin } from '../../custody/brought-source.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { blockSize } from '../../hashing/block-manifest.ts';
import type { DeviceResult } from '../../ports/device-response.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import type { StagedWay } from '../../ports/staged-sources.ts';
import { openArchive } from '../import/open-archive.ts';
import type { ProcedureContext } from '../procedure.ts';

/**
 * The bytes of an item that waits in other storage, in the version that was pinned when it was asked for. Null: they came
 * with the person and lie in the locker already. Throws `not-found`, `conflict` and `cloud-refused` in words of their own.
 */
export async function openBrought(
  context: ProcedureContext,
  { brought }: BroughtSource,
  signal: AbortSignal,
): Promise<DeviceResult | null> {
  const { origin, way } = brought;
  if (origin === null) return null;
  if (brought.inside !== undefined) return await openInside(context, origin, brought.inside, signal);
  if (!isStaged(way) || context.staged === undefined)
    throw new CustodyError('not-feasible', 'The storage that this was to be read from is not set up here.');
  const reader = await context.staged.open(way, origin, signal);
  if (String(reader.sizeBytes) !== brought.sizeBytes)
    throw new CustodyError('conflict', `“${origin.blob}” does not have the size that was pinned.`);
  const host = new URL(origin.endpoint).host;
  return { bytes: wholeOf(reader, signal), sizeBytes: reader.sizeBytes, host, azure: [] };
}

/** A file as it lies in the sealed bundle, which is read where it is. */
async function openInside(
  { locker }: ProcedureContext,
  { container, blob, etag }: StoredOrigin,
  { path, exhibitNumber }: InsideBundle,
  signal: AbortSignal,
): Promise<DeviceResult> {
  const reader = await locker.open(container, blob, signal);
  if (reader === null || reader.etag !== etag)
    throw new CustodyError('conflict', `The sealed bundle ${exhibitNumber} is not where it was, or another.`);
  const files = await openArchive(reader, signal);
  return {
    ...{ bytes: files.pieces(path), sizeBytes: BigInt(files.sizeOf(path)) },
    ...{ host: locker.account, azure: [] },
  };
}

function isStaged(way: BroughtWay): way is StagedWay {
  return way === 'staged' || way === 'windows-365' || way === 'reference-vault';
}

/** Range after range, so that no request lasts as long as the whole. */
async function* wholeOf(reader: DiskReader, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const step = BigInt(blockSize);
  for (let start = 0n; start < reader.sizeBytes; start += step) {
    const end = start + step < reader.sizeBytes ? start + step : reader.sizeBytes;
    yield* await reader.read(start, end, signal);
  }
}
