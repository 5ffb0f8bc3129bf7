import type { AcquisitionHouse } from './acquisition-house.ts';

const signal = new AbortController().signal;

/** The bytes of an item as they lie in the locker. */
export async function storedBytes(
  { database, context }: Pick<AcquisitionHouse, 'database' | 'context'>,
  evidenceId: string,
): Promise<Buffer> {
  const { container, blob } = await database.db.evidenceItem.findUniqueOrThrow({ where: { id: evidenceId } });
  const reader = await context.locker.open(container, blob ?? '', signal);
  if (reader === null) throw new Error('nothing is stored');
  const chunks: Uint8Array[] = [];
  for await (const chunk of await reader.read(0n, reader.sizeBytes, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
