import bidiFactory from 'bidi-js';

const bidi = bidiFactory();
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A character as its number, which reads from left to right as a whole. */
const writtenOut = /\\u\{[0-9a-f]+\}/g;
const letters = /\p{L}/gu;
const beyondFirstPlane = /[\u{10000}-\u{10ffff}]/gu;
/** A character of the first plane for each direction that one of another can have. */
const standIns: Readonly<Record<string, string>> = {
  R: 'א',
  AL: 'ا',
  AN: '٠',
  EN: '0',
  ET: '#',
  NSM: '\u0300',
  ON: '!',
};

/** A piece of a line in the order in which it is drawn; `reversed`: its letters run from right to left. */
export interface VisualPiece {
  readonly text: string; // in logical order
  readonly reversed: boolean;
}

/**
 * A line, from left to right. Words that run the other way are pieces of their own, in logical order, as a font lays
 * them out. Source: Unicode Standard Annex 9.
 */
export function visualOrder(line: string): readonly VisualPiece[] {
  if (!rightToLeft.test(line)) return [{ text: line, reversed: false }];
  const read = line
    .replace(writtenOut, (one) => 'u'.repeat(one.length))
    .replace(beyondFirstPlane, (one) => (standIns[bidi.getBidiCharTypeName(one)] ?? 'u').repeat(2)); // read by halves
  const levels = bidi.getEmbeddingLevels(read, directionOf(read));
  const order = [...line].flatMap((char) => Array.from({ length: char.length }, () => char)).map((_, i) => i);
  for (const [start, end] of bidi.getReorderSegments(line, levels))
    order.splice(start, end - start + 1, ...order.slice(start, end + 1).reverse());
  return piecesOf(line, order, levels.levels);
}

/** A sentence of ours stays one that begins with a name in Arabic or Hebrew; a line that is mostly such runs its own way. */
function directionOf(line: string): 'ltr' | 'rtl' {
  const all = line.match(letters) ?? [];
  const own = all.filter((letter) => rightToLeft.test(letter)).length;
  return rightToLeft.test(all[0] ?? '') && own * 3 >= all.length * 2 ? 'rtl' : 'ltr';
}

/** Neighbours in drawing order whose letters run the same way, a word at a time where they run to the left. */
function piecesOf(line: string, order: readonly number[], levels: Uint8Array): readonly VisualPiece[] {
  const pieces: { from: number; to: number; reversed: boolean }[] = [];
  for (const at of order) {
    const reversed = (levels[at] ?? 0) % 2 === 1;
    const last = pieces.at(-1);
    const joins =
      last?.reversed === reversed &&
      isBeside(last, at, reversed) &&
      !isSpace(line, at) &&
      !isSpace(line, last.from);
    if (last !== undefined && joins) Object.assign(last, reversed ? { from: at } : { to: at + 1 });
    else pieces.push({ from: at, to: at + 1, reversed });
  }
  return pieces.map(({ from, to, reversed }) => {
    const text = line.slice(from, to);
    return { text: reversed ? mirrored(text) : text, reversed };
  });
}

function isBeside(
  last: { readonly from: number; readonly to: number },
  at: number,
  reversed: boolean,
): boolean {
  return reversed ? at === last.from - 1 : at === last.to;
}

function isSpace(line: string, at: number): boolean {
  return line[at] === ' ';
}

/** Brackets open the other way where the text does. */
function mirrored(text: string): string {
  return [...text].map((char) => bidi.getMirroredCharacter(char) ?? char).join('');
}
