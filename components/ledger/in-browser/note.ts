import { type Bytes, fromBase64 } from './bytes.ts';
import type { TreeHead } from './tree.ts';

/** A signed checkpoint taken apart; nothing is checked yet. */
export interface Note {
  readonly text: string; // what was signed
  readonly origin: string;
  readonly head: TreeHead;
  readonly lines: readonly SignatureLine[];
}

export interface SignatureLine {
  readonly name: string;
  readonly keyId: Bytes; // 4 bytes
  readonly signature: Bytes;
}

const mostLines = 100;

/** Source: C2SP signed-note, tlog-checkpoint. Null for anything else. In: with or without the last newline. */
export function readNote(given: string): Note | null {
  const note = given.endsWith('\n') ? given : `${given}\n`;
  const at = note.lastIndexOf('\n\n');
  if (at === -1) return null;
  const text = note.slice(0, at + 1);
  const lines = note
    .slice(at + 2, -1)
    .split('\n')
    .map(readLine);
  const [origin = '', size = '', root = '', ...more] = text.slice(0, -1).split('\n');
  const hash = fromBase64(root);
  const isSound = origin !== '' && /^(0|[1-9][0-9]{0,17})$/.test(size) && hash?.length === 32;
  if (!isSound || more.length > 0 || lines.length > mostLines) return null;
  const whole = lines.filter((line) => line !== null);
  if (whole.length !== lines.length) return null;
  return { text, origin, head: { size: BigInt(size), root: hash }, lines: whole };
}

function readLine(line: string): SignatureLine | null {
  const [, name, base64] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = base64 === undefined ? null : fromBase64(base64);
  if (name === undefined || bytes === null || bytes.length < 5) return null;
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}
