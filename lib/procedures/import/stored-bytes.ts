import type { ByteSource } from '../../bundle/bag/byte-source.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';

/** A stored blob as bytes that can be read from anywhere in them, in its one pinned version. */
export function storedBytes(reader: DiskReader, signal: AbortSignal): ByteSource {
  return {
    size: Number(reader.sizeBytes),
    async read(offset, length) {
      if (length === 0) return new Uint8Array();
      const chunks: Uint8Array[] = [];
      for await (const chunk of await reader.read(BigInt(offset), BigInt(offset + length), signal))
        chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}
