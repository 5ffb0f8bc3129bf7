/** A table as its file has it. A row begins at `line`, from 1. */
export interface DelimitedTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  readonly uneven: number; // rows with another number of cells than the heading
  readonly cut: boolean; // more rows, or more columns, than are read
}

export interface TableLimits {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Reads comma, semicolon or tab separated values with a heading. Out: null for a text that does not keep to the rules of
 * quotes; it is shown line by line then. A first line "#TYPE …" (PowerShell) or "sep=" (Excel) is no heading.
 * `isCut`: the text ends somewhere in its midst, so that its last record is none.
 * Source: RFC 4180.
 */
export function readDelimited(text: string, limits: TableLimits, isCut = false): DelimitedTable | null {
  const { body, skipped, named } = withoutPreamble(text);
  const records = recordsOf(body, named ?? delimiterOf(body), limits.rows + 1, isCut);
  if (records === null || records.length === 0) return null;
  const [heading, ...rest] = records.filter(({ cells }) => cells.length > 1 || cells[0]?.trim() !== '');
  if (heading === undefined) return null;
  const columns = heading.cells.slice(0, limits.columns).map((name, i) => name.trim() || `Column ${i + 1}`);
  const rows = rest.slice(0, limits.rows);
  return {
    columns,
    rows: rows.map(({ line, cells }) => ({ line: line + skipped, cells: cells.slice(0, limits.columns) })),
    uneven: rows.filter(({ cells }) => cells.length !== heading.cells.length).length,
    cut: rest.length > limits.rows || heading.cells.length > limits.columns,
  };
}

function withoutPreamble(text: string) {
  const first = /^[^\r\n]*(\r\n|\n|\r|$)/.exec(text)?.[0] ?? '';
  const named = /^sep=(.)/i.exec(first)?.[1] ?? null;
  const isPreamble = named !== null || first.startsWith('#TYPE');
  return { body: isPreamble ? text.slice(first.length) : text, skipped: isPreamble ? 1 : 0, named };
}

/** Whichever stands most often in the first line that says anything, outside of quotes. */
function delimiterOf(text: string): string {
  const line = text.split(/\r\n|\n|\r/, 50).find((one) => one.trim() !== '') ?? '';
  const bare = line.replace(/"[^"]*"/g, '');
  const counted = ['\t', ',', ';'].map((one) => ({ one, count: bare.split(one).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

/** Of a text that was cut. A quote that is open for longer was meant to hide what follows it, or is none: the lines are shown. */
const longestCutCell = 65_536;

interface DelimitedRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** One walk over the text; null where a quote opens inside a cell, closes before its end, or never. */
function recordsOf(
  text: string,
  delimiter: string,
  most: number,
  isCut: boolean,
): readonly DelimitedRecord[] | null {
  const records: DelimitedRecord[] = [];
  let [cells, line, began, at]: [string[], number, number, number] = [[], 1, 1, 0];
  while (at < text.length && records.length <= most) {
    const cell = text[at] === '"' ? quotedCell(text, at) : bareCell(text, at, delimiter);
    if (cell === null) return isCut && text.length - at <= longestCutCell ? records : null;
    if (isCut && cell.next === text.length) return records;
    cells.push(cell.value);
    line += cell.lines;
    at = cell.next;
    const here = text[at];
    if (here === delimiter) {
      at += 1;
      if (at === text.length) cells.push('');
    } else if (here === '\r' || here === '\n' || here === undefined) {
      at += here === '\r' && text[at + 1] === '\n' ? 2 : 1;
      records.push({ line: began, cells });
      line += 1;
      [cells, began] = [[], line];
    } else return null;
  }
  if (cells.length > 0) records.push({ line: began, cells });
  return records;
}

interface Cell {
  readonly value: string;
  readonly next: number;
  readonly lines: number; // line ends inside
}

function quotedCell(text: string, start: number): Cell | null {
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) return null;
    if (text[end + 1] !== '"') {
      const value = text.slice(start + 1, end).replaceAll('""', '"');
      return { value, next: end + 1, lines: value.match(/\r\n|\n|\r/g)?.length ?? 0 };
    }
    at = end + 2;
  }
}

function bareCell(text: string, start: number, delimiter: string): Cell {
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return { value: text.slice(start, at), next: at, lines: 0 };
}
