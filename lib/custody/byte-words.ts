const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in the largest binary unit that keeps the figure at 1 or more: "412 MiB", "128.0 GiB". In: decimal string or bigint. */
export function byteWords(bytes: bigint | string): string {
  const exact = BigInt(bytes);
  let value = Number(exact);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const figure = unit < 3 ? String(Math.floor(value)) : value.toFixed(1);
  return `${figure} ${units[unit] ?? 'bytes'}`;
}

/** The same with every byte counted, where the unit hides any: "412 MiB (432013314 bytes)". */
export function exactSize(bytes: string): string {
  const words = byteWords(bytes);
  return words.endsWith('bytes') ? words : `${words} (${bytes} bytes)`;
}

/** A rate in words: "41 MiB/s". In: bytes a second. */
export function byteRate(bytesPerSecond: number): string {
  return `${byteWords(BigInt(Math.floor(bytesPerSecond)))}/s`;
}
