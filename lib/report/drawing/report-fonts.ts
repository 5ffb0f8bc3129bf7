import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sfntOfWoff } from './sfnt-of-woff.ts';

export type FontStyle = 'text' | 'strong' | 'exact';

const scripts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese'];
const sans = (weight: number) =>
  scripts.map((one) => `ibm-plex-sans/files/ibm-plex-sans-${one}-${weight}-normal.woff`);
const mono = scripts
  .filter((one) => one !== 'greek') // the family has none
  .map((one) => `ibm-plex-mono/files/ibm-plex-mono-${one}-400-normal.woff`);
const others = (weight: number) => [
  `noto-sans-arabic/files/noto-sans-arabic-arabic-${weight}-normal.woff`,
  `noto-sans-hebrew/files/noto-sans-hebrew-hebrew-${weight}-normal.woff`,
  'unifont/files/unifont-latin-400-normal.woff', // every other script of the first plane
];

/** Font files by style, the first that has a character draws it. All are embedded, as far as they are used. */
export const fontFiles: Readonly<Record<FontStyle, readonly string[]>> = {
  text: [...sans(400), ...others(400)],
  strong: [...sans(600), ...others(600)],
  exact: [...mono, ...sans(400), ...others(400)],
};

const read = new Map<string, Buffer>();

/** The bytes of one of those files. They come with the product's own packages, beside which it runs. */
export function fontBytes(file: string): Buffer {
  const known = read.get(file);
  if (known !== undefined) return known;
  const bytes = sfntOfWoff(readFileSync(resolve('node_modules/@fontsource', file)));
  read.set(file, bytes);
  return bytes;
}
