import { randomUUID } from 'node:crypto';
import type { PackagePlace } from '../../custody/access-event.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { DeviceSource } from '../../custody/evidence-source.ts';
import type { PackageReader, PackageReading, SealedArchive } from '../../ports/package-reader.ts';
import { type OpenRead, recordEnd, recordOpened, vouchedContent } from '../access/content-read.ts';
import type { ProcedureContext } from '../procedure.ts';
import { mayReadPackage } from './may-read-package.ts';
import { sealedArchive } from './sealed-archive.ts';

const limitMs = 300_000;

type Look<T> = (
  reader: PackageReader,
  archive: SealedArchive,
  source: DeviceSource,
  signal: AbortSignal,
) => Promise<PackageReading<T>>;

/** What came of a reading, of which package, and until when its ground holds; null: as long as the policy does. */
export interface PackageRead<T> {
  readonly exhibitNumber: string;
  readonly deviceName: string;
  readonly until: string | null;
  readonly reading: PackageReading<T>;
}

/**
 * One reading of a package: allowed, recorded and signed for before its first byte is read, allowed still when it is
 * done, and recorded with what was seen before it is handed out. A block that is not as sealed freezes the item. Throws
 * as `mayReadPackage` and `read-content`, and `not-feasible` where nothing reads packages.
 */
export async function recordedReading<T>(
  context: ProcedureContext,
  actor: PersonActor,
  { evidenceId, ...place }: PackagePlace & { readonly evidenceId: string },
  look: Look<T>,
  seenOf: (value: T) => { readonly rows: number | null; readonly sha256: string | null },
): Promise<PackageRead<T>> {
  const { item, grant, source } = await mayReadPackage(context.register.look, actor, evidenceId, place.form);
  const { packages } = context;
  if (packages === undefined) throw new CustodyError('not-feasible', 'Nothing here reads packages.');
  const end = BigInt(item.sizeBytes);
  const seen = place.form === 'page';
  const read: OpenRead = { readId: randomUUID(), actor, item, grant, start: 0n, end, seen, inside: place };
  await recordOpened(context, read);
  const content = await vouchedContent(context, read);
  const signal = AbortSignal.timeout(limitMs);
  const { archive, touched } = sealedArchive(content, signal);
  try {
    const reading = await look(packages, archive, source, signal);
    await mayReadPackage(context.register.look, actor, evidenceId, place.form); // it may have taken a while
    const inside = insideOf(place, reading, seenOf);
    await recordEnd(context, read, { sent: end, seen: touched(), inside }, null);
    const until = 'endsAt' in grant ? grant.endsAt : null;
    return { exhibitNumber: item.exhibitNumber, deviceName: source.device.name, until, reading };
  } catch (error) {
    await recordEnd(context, read, { sent: 0n, seen: touched() }, error);
    throw error;
  }
}

function insideOf<T>(
  place: PackagePlace,
  reading: PackageReading<T>,
  seenOf: (value: T) => { readonly rows: number | null; readonly sha256: string | null },
): NonNullable<EventDetail<'access.content-read'>['inside']> {
  if (reading.kind === 'refused') return { ...place, rows: null, sha256: null, verdict: reading.verdict };
  return { ...place, ...seenOf(reading.value), verdict: null };
}
