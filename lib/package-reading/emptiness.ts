import type { FileForm } from '../custody/package-inventory.ts';
import { decodeText } from './decode-text.ts';
import { readDelimited } from './read-delimited.ts';

// What Windows and the collector write where there is nothing to report.
const nothingFound = [
  /^error:\s*the system was unable to find the specified registry key or value\.?$/i,
  /^no smb .*sessions?( (were )?found)?\.?$/i,
  /^the system cannot find the (path|file) specified\.?$/i,
  /^there are no entries in the list\.?$/i,
  /^file not found\.?$/i,
];

/** Why a file holds nothing to look at; null if it does. In: its beginning, and whether that is all of it. */
export function emptiness(form: FileForm, first: Buffer, isWhole: boolean): string | null {
  if (form === 'nothing') return 'It has no bytes.';
  if (!isWhole || (form !== 'table' && form !== 'text')) return null;
  const { text } = decodeText(first);
  const lines = text.split(/\r\n|\n|\r/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  if (lines.length === 0) return 'It holds blanks only.';
  if (lines.every((line) => nothingFound.some((words) => words.test(line))))
    return `The device says: ${lines[0] ?? ''}`;
  const isHeading = form === 'table' && readDelimited(text, { rows: 1, columns: 1 })?.rows.length === 0;
  return isHeading ? 'It has a heading and no row.' : null;
}
