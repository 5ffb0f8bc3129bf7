import { inPlainSight } from './plain-sight.ts';

/**
 * Values of a stranger as CSV that no spreadsheet acts on: a cell that one would take for a formula begins with an
 * apostrophe, and what a terminal or a reader's eye would obey is written out. Every cell is quoted. Source: RFC 4180;
 * OWASP, CSV Injection.
 */
export function guardedCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.map(guardedCell).join(',')}\r\n`).join('');
}

function guardedCell(value: string): string {
  const isNumber = /^-?\d+([.,]\d+)*$/.test(value);
  const isFormula = /^[\s\p{C}"']*[=+\-@|%＝＋－＠]/u.test(value) || /^[\t\r\n]/.test(value);
  return `"${isFormula && !isNumber ? "'" : ''}${inPlainSight(value).replaceAll('"', '""')}"`;
}
