/** A text, and how its bytes were read. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16 LE' | 'UTF-16 BE' | 'windows-1252 (assumed)';
}

/**
 * A device's text: by its byte order mark, else UTF-16 where every second byte of the beginning is zero, else UTF-8, else
 * as Windows of western Europe writes it, which gives some character for every byte. NULs behind the text are dropped.
 */
export function decodeText(bytes: Buffer): DecodedText {
  const encoding = encodingOf(bytes);
  const text = decoded(bytes, encoding);
  return { text: text.replace(/\0+$/, ''), encoding };
}

function encodingOf(bytes: Buffer): DecodedText['encoding'] {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return 'UTF-16 LE';
  if (mark === 'feff') return 'UTF-16 BE';
  const zeros = zeroShares(bytes.subarray(0, 4096));
  if (zeros.odd > 0.4 && zeros.even < 0.1) return 'UTF-16 LE';
  if (zeros.even > 0.4 && zeros.odd < 0.1) return 'UTF-16 BE';
  return isUtf8(bytes) ? 'UTF-8' : 'windows-1252 (assumed)';
}

/** The share of zero bytes among those at even and at odd places. Trailing NULs are not looked at. */
function zeroShares(bytes: Buffer): { readonly even: number; readonly odd: number } {
  let end = bytes.length;
  while (end > 1 && bytes[end - 1] === 0 && bytes[end - 2] === 0) end -= 1;
  const zeros = [0, 0];
  for (let i = 0; i < end; i += 1) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const half = Math.max(1, Math.ceil(end / 2));
  return { even: (zeros[0] ?? 0) / half, odd: (zeros[1] ?? 0) / half };
}

/** A character that was cut off at the end of what was read is no sign against UTF-8. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decoded(bytes: Buffer, encoding: DecodedText['encoding']): string {
  switch (encoding) {
    case 'UTF-8':
      return new TextDecoder('utf-8').decode(bytes);
    case 'UTF-16 LE':
      return new TextDecoder('utf-16le').decode(bytes);
    case 'UTF-16 BE':
      return new TextDecoder('utf-16be').decode(bytes);
    case 'windows-1252 (assumed)':
      return new TextDecoder('windows-1252').decode(bytes);
  }
}
