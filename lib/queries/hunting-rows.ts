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
  const matching = wanted === '' ? [...rows.keys()] : [...rows.keys()].filter((at) => has(rows[at], wanted));
  const by = names.find((name) => name === sort?.replace(/^-/, ''));
  const sorted =
    by === undefined ? matching : inOrder(matching, (at) => cellText(rows[at]?.[by]), sort?.startsWith('-'));
  const pages = Math.max(1, Math.ceil(matching.length / pageSize));
  const shown = Math.min(pages, Math.max(1, Number.parseInt(page ?? '1', 10) || 1));
  const rowsOfPage = sorted
    .slice((shown - 1) * pageSize, shown * pageSize)
    .map((at) => ({ n: at + 1, cells: names.map((name) => cellText(rows[at]?.[name])) }));
  return { columns: names, rows: rowsOfPage, matching: matching.length, page: shown, pages };

  function has(row: HuntingAnswer['rows'][number] | undefined, text: string): boolean {
    return names.some((name) => cellText(row?.[name]).toLowerCase().includes(text));
  }
}

function inOrder(all: readonly number[], keyOf: (at: number) => string, descending = false) {
  const way = descending ? -1 : 1;
  return all
    .map((at) => ({ at, key: keyOf(at) }))
    .sort((a, b) => way * compared(a.key, b.key))
    .map(({ at }) => at);
}

/** Numbers as numbers, everything else as text by its code points. */
function compared(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}
