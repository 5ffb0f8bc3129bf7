import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sfntOfWoff } from './sfnt-of-woff.ts';

export type FontStyle = 'text' | 'strong' | 'exact';

const alphabets = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese'];
const sans = (weight: number) =>
  alphabets.map((one) => `ibm-plex-sans/files/ibm-plex-sans-${one}-${weight}-normal.woff`);
const mono = alphabets
  .filter((one) => one !== 'greek') // the family has none
  .map((one) => `ibm-plex-mono/files/ibm-plex-mono-${one}-400-normal.woff`);

/** Font files of the alphabets by style: the first that has a character draws it. All are embedded, as far as they are used. */
export const fontFiles: Readonly<Record<FontStyle, readonly string[]>> = {
  text: sans(400),
  strong: sans(600),
  exact: [...mono, ...sans(400)],
};

/** Every other script of the first plane, unshaped. */
export const lastResort = 'unifont/files/unifont-latin-400-normal.woff';

const shaped: readonly (readonly [string, RegExp])[] = [
  ['arabic', /\p{scx=Arabic}/u],
  ['hebrew', /\p{scx=Hebrew}/u],
  ['devanagari', /\p{scx=Devanagari}/u],
  ['bengali', /\p{scx=Bengali}/u],
  ['gurmukhi', /\p{scx=Gurmukhi}/u],
  ['gujarati', /\p{scx=Gujarati}/u],
  ['oriya', /\p{scx=Oriya}/u],
  ['tamil', /\p{scx=Tamil}/u],
  ['telugu', /\p{scx=Telugu}/u],
  ['kannada', /\p{scx=Kannada}/u],
  ['malayalam', /\p{scx=Malayalam}/u],
  ['sinhala', /\p{scx=Sinhala}/u],
  ['myanmar', /\p{scx=Myanmar}/u],
  ['khmer', /\p{scx=Khmer}/u],
  ['thai', /\p{scx=Thai}/u],
  ['lao', /\p{scx=Lao}/u],
];

/** The font that shapes the script of a cluster; null: none does. */
export function scriptFont(cluster: string, style: FontStyle): string | null {
  const [script] = shaped.find(([, letters]) => letters.test(cluster)) ?? [];
  if (script === undefined) return null;
  const weight = style === 'strong' ? 600 : 400;
  return `noto-sans-${script}/files/noto-sans-${script}-${script}-${weight}-normal.woff`;
}

/** Whether the glyphs of a font are more than its letters one by one. */
export function isShaped(file: string): boolean {
  return file.startsWith('noto-sans-');
}

/** Whether they stand in another order than the letters, so that a reader of the file must be told these. */
export function drawsOutOfOrder(file: string): boolean {
  return isShaped(file) && !/arabic|hebrew/.test(file); // those are read from right to left, glyph by glyph
}

const read = new Map<string, Buffer>();

/** The bytes of one of those files. They come with the product's own packages. */
export function fontBytes(file: string): Buffer {
  const known = read.get(file);
  if (known !== undefined) return known;
  const bytes = sfntOfWoff(readFileSync(join(fontsFolder(), file)));
  read.set(file, bytes);
  return bytes;
}

/** Beside the program that runs: the folder in which it was started may be that of a stranger's bundle. */
function fontsFolder(): string {
  for (let at = dirname(resolve(process.argv[1] ?? 'x')); ; at = dirname(at)) {
    const folder = join(at, 'node_modules/@fontsource');
    if (existsSync(folder) || at === dirname(at)) return folder;
  }
}
