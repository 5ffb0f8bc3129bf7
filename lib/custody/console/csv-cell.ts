import { escapeControl } from './escape-control.ts';

/**
 * One value of a table as a spreadsheet may open it: quoted, without control characters, and what a spreadsheet would
 * take for a formula or a call begins with an apostrophe. Source: OWASP, CSV injection.
 */
export function csvCell(value: string): string {
  const shown = escapeControl(value);
  const guarded = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u.test(shown) ? `'${shown}` : shown;
  return `"${guarded.replaceAll('"', '""')}"`;
}

/** Rows under their heads, as RFC 4180 has it, CR LF behind each line. */
export function csvText(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
