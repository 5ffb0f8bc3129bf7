import { inPlainSight } from './plain-sight.ts';

/**
 * Values of a stranger as CSV that no spreadsheet acts on: what one would take for a formula has an apostrophe before it,
 * at the beginning of a cell and behind a semicolon, at which a spreadsheet set to many European languages begins another
 * cell whatever the quotes say; and what a terminal or a reader's eye would obey is written out. Every cell is quoted.
 * Source: RFC 4180; OWASP, CSV Injection.
 */
export function guardedCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.map(guardedCell).join(',')}\r\n`).join('');
}

function guardedCell(value: string): string {
  const isNumber = /^-?\d+([.,]\d+)*$/.test(value);
  const isFormula = /^[\s\p{C}"']*[=+\-@|%＝＋－＠]/u.test(value) || /^[\t\r\n]/.test(value);
  const parted = value.replace(/;(?=[\s\p{C}"']*[=+\-@|%＝＋－＠])/gu, ";'");
  return `"${isFormula && !isNumber ? "'" : ''}${inPlainSight(parted).replaceAll('"', '""')}"`;
}
