import { plainLine } from '../plain-line.ts';

/**
 * Watches that each file has a place of its own on every system: some do not tell large letters from small, some not the
 * spellings of one character, and none has a file where a folder is. In: paths as they come. Out: why not, in words, or null.
 */
export function ownPlaces(): (path: string) => string | null {
  const [files, folders] = [new Set<string>(), new Set<string>()];
  return (path) => {
    const found = path.normalize('NFC').toUpperCase().toLowerCase(); // so is a long s an s
    const folded = found === path ? path : found; // most are: then no second text of it is kept
    if (files.has(folded) || folders.has(folded)) return `it holds ${plainLine(path)} twice`;
    files.add(folded);
    for (let end = folded.lastIndexOf('/'); end > 0; end = folded.lastIndexOf('/', end - 1)) {
      const above = folded.slice(0, end);
      if (folders.has(above)) break;
      if (files.has(above)) return `it holds ${plainLine(above)} as a file and as a folder`;
      folders.add(above);
    }
    return null;
  };
}
