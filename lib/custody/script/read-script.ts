import type { ScriptKind, ScriptSignature } from './script-version.ts';

/** A file as it would go into the library. */
export interface ReadScript {
  readonly kind: ScriptKind;
  readonly bytes: Uint8Array;
  readonly normalised: boolean; // CRLF was replaced by LF
  readonly signature: ScriptSignature;
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const signatureBegins = /^# SIG # Begin signature block\r?$/m;

/** By the ending alone, as Defender tells them apart. */
export function scriptKind(fileName: string): ScriptKind {
  const ending = /\.(ps1|sh)$/i.exec(fileName)?.[1]?.toLowerCase();
  return ending === 'ps1' || ending === 'sh' ? ending : 'executable';
}

/**
 * What is kept of an uploaded file. A shell script from a Windows checkout fails on Linux and macOS, so its line ends
 * become LF, before anything is hashed; every other file stays as it is. Source: Microsoft Learn, "Run the client analyzer
 * on Linux"; "about_Signing" for the block.
 */
export function readScript(fileName: string, bytes: Uint8Array): ReadScript {
  const kind = scriptKind(fileName);
  const kept = kind === 'sh' ? withoutCarriageReturns(bytes) : bytes;
  return { kind, bytes: kept, normalised: kept.length !== bytes.length, signature: signatureOf(kind, kept) };
}

/** The text of a script, or null for what is no text. PowerShell's own editor writes UTF-16 with a mark. */
export function scriptText(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch (error) {
    if (error instanceof TypeError) return null; // what TextDecoder throws for bytes that are none of its signs
    throw error;
  }
}

function withoutCarriageReturns(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(carriageReturn)) return bytes;
  return bytes.filter((byte, at) => byte !== carriageReturn || bytes[at + 1] !== lineFeed);
}

function signatureOf(kind: ScriptKind, bytes: Uint8Array): ScriptSignature {
  if (kind !== 'ps1') return 'not-applicable';
  return signatureBegins.test(scriptText(bytes) ?? '') ? 'block-present' : 'none';
}
