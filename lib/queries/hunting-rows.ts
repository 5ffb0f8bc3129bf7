import { cellText, type HuntingAnswer } from '../custody/hunting-answer.ts';

const pageSize = 100;

/** What of an answer is looked at; every part comes from an address. */
export interface AskedRows {
  readonly q?: string | undefined; // in any cell, whatever the case
  readonly sort?: string | undefined; // a column; `-` before it: descending
  readonly page?: string | undefined; // from 1
}

export interface AnswerView {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly n: number; readonly cells: readonly string[] }[]; // of this page; n from 1, as given
  readonly matching: number;
  readonly page: number;
  readonly pages: number;
}

/** One page of the rows that match, in the order asked for. Pure. */
export function answerView({ columns, rows }: HuntingAnswer, { q, sort, page }: AskedRows): AnswerView {
  const names = columns.map(({ name }) => name);
  const wanted = q?.trim().toLowerCase() ?? '';
  const all = rows.map((row, at) => ({ n: at + 1, cells: names.map((name) => cellText(row[name])) }));
  const matching = all.filter(({ cells }) => cells.some((cell) => cell.toLowerCase().includes(wanted)));
  const by = names.indexOf(sort?.replace(/^-/, '') ?? '');
  const way = sort?.startsWith('-') === true ? -1 : 1;
  const sorted =
    by < 0 ? matching : matching.toSorted((a, b) => way * compared(a.cells[by] ?? '', b.cells[by] ?? ''));
  const pages = Math.max(1, Math.ceil(matching.length / pageSize));
  const at = Math.min(pages, Math.max(1, Number.parseInt(page ?? '1', 10) || 1));
  const rowsOfPage = sorted.slice((at - 1) * pageSize, at * pageSize);
  return { columns: names, rows: rowsOfPage, matching: matching.length, page: at, pages };
}

/** Numbers as numbers, everything else as text by its code points. */
function compared(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}
