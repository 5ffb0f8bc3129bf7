import type { FileForm } from '../custody/package-inventory.ts';
import { decodeText } from './decode-text.ts';

type Magic = readonly [at: number, bytes: string, form: FileForm];

// Event log: [MS-EVEN6] file header. Prefetch: "SCCA" at 4, or a compressed block "MAM" since Windows 10.
const magics: readonly Magic[] = [
  [0, 'ElfFile\0', 'event-log'],
  [4, 'SCCA', 'prefetch'],
  [0, 'MAM\x04', 'prefetch'],
  [0, 'MSCF', 'cabinet'],
  [0, 'PK\x03\x04', 'archive'],
  [0, '7z\xbc\xaf\x27\x1c', 'archive'],
  [0, 'Rar!\x1a\x07', 'archive'],
  [0, '\x1f\x8b', 'archive'],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'workbook'],
  [0, 'MZ', 'program'],
  [0, '\x7fELF', 'program'],
];

/** What a file is. In: its name, and its first bytes (64 KiB are plenty). */
export function recognise(path: string, first: Buffer): FileForm {
  if (first.length === 0) return 'nothing';
  const magic = magics.find(
    ([at, bytes]) => first.subarray(at, at + bytes.length).toString('latin1') === bytes,
  );
  if (magic !== undefined) return magic[2];
  if (!isText(first)) return 'binary';
  return /\.(csv|tsv|xls)$/i.test(path) ? 'table' : 'text';
}

/** What a name promises and the first bytes do not keep; null if they agree. */
export function brokenPromise(path: string, form: FileForm): string | null {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (form === 'nothing') return null;
  if (extension === 'evtx' && form !== 'event-log')
    return 'Its name says event log, and its header is not that of one (ElfFile).';
  if (extension === 'pf' && form !== 'prefetch')
    return 'Its name says Prefetch file, and its header is not that of one (SCCA or MAM).';
  return null;
}

/** Text holds next to no control characters but tabs, line ends and the NULs that some tools leave behind. */
function isText(first: Buffer): boolean {
  const { text } = decodeText(first);
  const odd = text.match(/[^\P{Cc}\t\r\n\0]|\ufffd/gu)?.length ?? 0;
  const zeros = text.split('\0').length - 1;
  return odd <= text.length / 100 && zeros <= text.length / 20;
}
