import type { PackageSystem } from '../custody/package-artefact.ts';
import {
  formWords,
  type PackageFile,
  type PackageTable,
  type TableQuery,
} from '../custody/package-inventory.ts';
import { guessedSystem } from './classify.ts';
import { decodeText } from './decode-text.ts';
import type { OpenArchive, PackedFile } from './open-archive.ts';
import type { PackageLimits } from './package-limits.ts';
import { readDelimited } from './read-delimited.ts';
import { readKnownText } from './read-known-text.ts';
import { selectRows } from './select-rows.ts';
import { lookInto } from './take-inventory.ts';
import { unpackFile } from './unpack-file.ts';

/**
 * Some rows of one file: of its table, else of its lines; nothing of a file that is no text. Out: null for a path that
 * the package does not have. Throws ArchiveRefused.
 */
export async function readTable(
  archive: OpenArchive,
  {
    path,
    system,
    query,
  }: { readonly path: string; readonly system: PackageSystem | null; readonly query: TableQuery },
  limits: PackageLimits,
): Promise<PackageTable | null> {
  const packed = archive.files.find(({ entry }) => entry.path === path);
  if (packed === undefined) return null;
  const family = system ?? guessedSystem(archive.files.map(({ entry }) => entry.path));
  const { file } = await lookInto(archive, packed, family);
  const isShown = file.form === 'table' || file.form === 'text';
  if (file.state === 'unreadable' || !isShown || file.bytes > limits.fileBytes) return notShown(file);
  const { text, encoding, cut } = await textOf(archive, packed, limits.textBytes);
  const read = rowsOf(file, text, limits, cut);
  const { rows, matching } = selectRows(read.rows, query);
  const notes = [
    ...(cut ? [`Only its first ${limits.textBytes} bytes are shown.`] : []),
    ...read.notes,
    ...(rows.some(({ cells }) => cells.some((cell) => cell.length > limits.cellCharacters))
      ? [`Cells are shown to their first ${limits.cellCharacters} characters.`]
      : []),
  ];
  return {
    file,
    kind: read.kind,
    encoding,
    columns: read.columns,
    rows: rows.map(({ line, cells }) => ({
      line,
      cells: cells.map((cell) => cell.slice(0, limits.cellCharacters)),
    })),
    total: read.rows.length,
    matching,
    isWhole: !cut && read.isWhole,
    notes,
  };
}

function notShown(file: PackageFile): PackageTable {
  const why = file.note ?? `${formWords(file.form)}: listed with its size and digest, and not read here.`;
  return {
    ...{ file, kind: 'not-shown', encoding: null, columns: [], rows: [], total: 0, matching: 0 },
    ...{ isWhole: true, notes: [why] },
  };
}

async function textOf(archive: OpenArchive, packed: PackedFile, most: number) {
  const kept: Buffer[] = [];
  let left = most;
  for await (const piece of unpackFile(archive, packed)) {
    kept.push(piece.subarray(0, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  return { ...decodeText(Buffer.concat(kept)), cut: packed.entry.bytes > most };
}

type RowsRead = Pick<PackageTable, 'kind' | 'columns' | 'rows' | 'notes' | 'isWhole'>;

function rowsOf(file: PackageFile, text: string, limits: PackageLimits, isCut: boolean): RowsRead {
  if (file.form === 'text') {
    const known = readKnownText(file.path, text);
    return known === null ? linesOf(text, limits, []) : { kind: 'table', ...known, isWhole: true, notes: [] };
  }
  const table = readDelimited(text, limits, isCut);
  if (table === null) return linesOf(text, limits, ['Its quotes do not close: it is shown line by line.']);
  const notes = [
    ...(table.uneven > 0 ? [`${table.uneven} rows have another number of cells than the heading.`] : []),
    ...(table.cut ? [`At most ${limits.rows} rows of ${limits.columns} columns are read.`] : []),
  ];
  return { kind: 'table', columns: table.columns, rows: table.rows, isWhole: !table.cut, notes };
}

function linesOf(text: string, limits: PackageLimits, notes: readonly string[]): RowsRead {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const cut = lines.length > limits.rows;
  return {
    kind: 'lines',
    columns: ['Text'],
    rows: lines.slice(0, limits.rows).map((line, i) => ({ line: i + 1, cells: [line] })),
    isWhole: !cut,
    notes: cut ? [...notes, `At most ${limits.rows} lines are read.`] : notes,
  };
}
