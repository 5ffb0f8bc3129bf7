import { joinBytes, sameBytes } from './bytes.ts';
import { LedgerError } from './ledger-error.ts';
import { decodeBase64, encodeBase64 } from './strict-base64.ts';
import { requireKeyName, type VerifierKey, verifySignature } from './verifier-key.ts';

const mostSignatures = 100; // as Go's x/mod/sumdb/note

/** One signature line of a note, not checked. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array; // 4 bytes
  readonly signature: Uint8Array;
}

export interface OpenedNote {
  readonly text: string; // what was signed; ends in a newline
  readonly signedBy: readonly VerifierKey[]; // keys whose signature was checked and is right; at least one
  readonly unknown: readonly NoteSignature[]; // lines of keys that were not given, unchecked
  readonly signatures: readonly NoteSignature[]; // every line, in order
}

/** The line `— name base64(keyId ‖ signature)`, without a newline. */
export function signatureLine(name: string, keyId: Uint8Array, signature: Uint8Array): string {
  requireKeyName(name);
  if (keyId.length !== 4) throw new LedgerError('A key id has 4 bytes.');
  return `\u2014 ${name} ${encodeBase64(joinBytes(keyId, signature))}`;
}

/** Text and signature lines as one note. In: text that ends in a newline, at least one line without newlines. */
export function signNote(text: string, lines: readonly string[]): string {
  requireNoteText(text);
  if (lines.length === 0) throw new LedgerError('A note needs a signature.');
  for (const line of lines) parseSignatureLine(line);
  return `${text}\n${lines.join('\n')}\n`;
}

/**
 * Checks a note against the keys one trusts. Lines of other keys are kept apart unchecked; a wrong signature of a
 * trusted key, or no signature of any, throws LedgerError. Source: C2SP signed-note, Go x/mod/sumdb/note.Open.
 */
export function openNote(note: string, trusted: readonly VerifierKey[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const signedBy: VerifierKey[] = [];
  const unknown: NoteSignature[] = [];
  for (const line of signatures) {
    const key = trusted.find((candidate) => isKeyOf(candidate, line));
    if (key === undefined) unknown.push(line);
    else if (!verifySignature(key, new TextEncoder().encode(text), line.signature)) {
      throw new LedgerError(`The signature of ${key.name} is not right.`);
    } else if (!signedBy.includes(key)) signedBy.push(key);
  }
  if (signedBy.length === 0) throw new LedgerError('No trusted key signed this note.');
  return { text, signedBy, unknown, signatures };
}

/** Takes a note apart without checking any signature. The text ends at the last empty line. Throws LedgerError. */
export function parseNote(note: string): {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
} {
  const at = note.lastIndexOf('\n\n');
  if (at === -1 || !note.endsWith('\n')) throw new LedgerError('The note has no signature block.');
  const text = note.slice(0, at + 1);
  requireNoteText(text);
  const block = note.slice(at + 2, -1);
  if (block === '') throw new LedgerError('The note has no signature.');
  const lines = block.split('\n');
  if (lines.length > mostSignatures)
    throw new LedgerError(`A note has at most ${mostSignatures} signatures.`);
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** Takes one signature line apart, without its newline. Throws LedgerError. */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name, base64] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  if (name === undefined || base64 === undefined)
    throw new LedgerError('A signature line of the note is malformed.');
  requireKeyName(name);
  const bytes = decodeBase64(base64, 'A signature of the note');
  if (bytes.length < 5) throw new LedgerError('A signature of the note is too short.');
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function requireNoteText(text: string): void {
  if (!text.endsWith('\n')) throw new LedgerError('The text of a note ends in a newline.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are forbidden by the note format.
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new LedgerError('A note holds no control character.');
  if (!text.isWellFormed() || text.includes('\ufffd')) throw new LedgerError('The note is not UTF-8 text.');
}

/** Names are compared letter by letter, ids byte by byte. */
function isKeyOf(key: VerifierKey, line: NoteSignature): boolean {
  return key.name === line.name && sameBytes(key.keyId, line.keyId);
}
