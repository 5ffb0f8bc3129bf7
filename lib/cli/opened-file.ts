import { open } from 'node:fs/promises';
import type { ByteSource } from '../bundle/bag/byte-source.ts';

/** A file on this disk, to be read from anywhere in it. Close it when everything is read. */
export async function openedFile(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      if (bytesRead !== length) throw new Error(`${path} could not be read to its end.`);
      return bytes;
    },
    close: () => file.close(),
  };
}
