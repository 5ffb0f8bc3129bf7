import type { Progress } from '../fsck/ledger-parts.ts';

const everyMs = 200;
const words = {
  anchors: 'reading the anchors',
  database: 'reading anchors and database',
  tables: 'holding incidents and items against the record',
  witnesses: 'holding it against the witnesses',
} as const;

/** One line that is written over and over on a terminal; nothing where nobody looks. */
export function progressLine(stream: NodeJS.WriteStream): { readonly show: Progress; clear(): void } {
  let shownAt = 0;
  const write = (text: string) => stream.isTTY && stream.write(`\r${text}\u001b[K`);
  return {
    show: (step, done, of) => {
      if (Date.now() - shownAt < everyMs) return;
      shownAt = Date.now();
      write(`${words[step]}: ${of === 0n ? done : `${done} of ${of}`}`);
    },
    clear: () => {
      if (shownAt > 0) write('');
      shownAt = 0;
    },
  };
}
