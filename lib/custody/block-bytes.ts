const least = 4n * 1024n * 1024n;
const mostBlocks = 50_000n; // Azure's own limit of a block blob

/**
 * How large each block of an upload is, so that all of it fits into one blob: 4 MiB up to 195 GiB, whole multiples of it beyond.
 * In: bytes announced, null if nobody said. Source: Microsoft Learn, "Scalability and performance targets for Blob storage".
 */
export function blockBytesFor(announced: bigint | null): number {
  const each = ((announced ?? 0n) + mostBlocks - 1n) / mostBlocks;
  const parts = (each + least - 1n) / least;
  return Number((parts < 1n ? 1n : parts) * least);
}
