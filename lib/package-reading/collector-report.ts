import type { PackageArtefact } from '../custody/package-artefact.ts';
import { inPlainSight } from '../custody/plain-sight.ts';
import { partNamed } from './classify.ts';
import { decodeText } from './decode-text.ts';
import { readDelimited } from './read-delimited.ts';

const most = { rows: 500, columns: 20 };

/**
 * What the collector's own report says of each artefact: the other cells of the first row that names it. A report in
 * Excel's own form says nothing here. In: the file's bytes.
 */
export function collectorSays(bytes: Buffer): ReadonlyMap<PackageArtefact | string, string> {
  const said = new Map<string, string>();
  const table = readDelimited(decodeText(bytes).text, most);
  for (const { cells } of table?.rows ?? []) {
    const at = cells.findIndex((cell) => partNamed(cell) !== null);
    const part = partNamed(cells[at] ?? '');
    if (part === null || said.has(part)) continue;
    const rest = cells.flatMap((cell, i) => (i === at || cell.trim() === '' ? [] : [cell.trim()]));
    said.set(part, inPlainSight(rest.join(' · ')).slice(0, 300));
  }
  return said;
}
