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

/** Every character that no font before these has, unshaped: of the first plane, then of the others as far as they go. */
export const lastResorts = [
  'unifont/files/unifont-latin-400-normal.woff',
  'unifontex/files/unifontex-latin-400-normal.woff',
] as const;

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
