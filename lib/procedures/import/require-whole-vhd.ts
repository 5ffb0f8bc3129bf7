import { CustodyError } from '../../custody/custody-error.ts';
import {
  readVhdFooter,
  requireFixedVhd,
  VhdError,
  type VhdFooter,
  vhdFooterBytes,
} from '../../hashing/vhd.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';

/** The footer of a fixed VHD that is there whole. Throws `corrupt-source` for anything else. */
export async function requireWholeVhd(reader: DiskReader, signal: AbortSignal): Promise<VhdFooter> {
  const { sizeBytes } = reader;
  const start = sizeBytes - BigInt(vhdFooterBytes);
  if (start <= 0n) throw new CustodyError('corrupt-source', 'This is no VHD: it is shorter than a footer.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of await reader.read(start, sizeBytes, signal)) chunks.push(chunk);
  try {
    const footer = readVhdFooter(Buffer.concat(chunks));
    requireFixedVhd(footer, sizeBytes);
    return footer;
  } catch (error) {
    if (!(error instanceof VhdError)) throw error;
    throw new CustodyError('corrupt-source', error.message, { cause: error });
  }
}
