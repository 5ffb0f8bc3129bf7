/** What an archive says of one file. */
export interface ZipEntry {
  readonly name: Uint8Array; // UTF-8
  readonly isBehind: boolean; // the checksum stands behind the bytes, because they were streamed
  readonly crc32: number;
  readonly size: bigint;
  readonly offset: bigint; // of its local header
}

/** The fields of a header in their order, each with its length. Null: as long as the name. */
export type ZipForm = readonly (readonly [what: string, bytes: number | null])[];

const [localSignature, centralSignature, endSignature] = [0x04034b50, 0x02014b50, 0x06054b50];
const [end64Signature, locator64Signature, descriptorSignature] = [0x06064b50, 0x07064b50, 0x08074b50];
const version64 = 45;
const most32 = 0xffffffff;
const utf8Names = 0x0800;
const behindBytes = 0x0008;
const day = (1 << 5) | 1; // 1980-01-01: equal bags give equal archives

const wide: ZipForm = [
  ['kind of extra field', 2],
  ['length in the extra field', 2],
  ['size', 8],
  ['packed size', 8],
];
const shared: ZipForm = [
  ['version needed', 2],
  ['flags', 2],
  ['packing', 2],
  ['time of day', 2],
  ['date', 2],
  ['checksum', 4],
  ['narrow packed size', 4],
  ['narrow size', 4],
  ['length of the name', 2],
  ['length of the extra field', 2],
];

/** §4.3.7. Sizes in the ZIP64 field, so that who reads front to back knows where a file ends. */
export const localForm: ZipForm = [['signature', 4], ...shared, ['name', null], ...wide];

export function localHeader({ name, isBehind, crc32, size }: ZipEntry): Uint8Array {
  const { bytes, view } = blank(localForm, name.length);
  view.setUint32(0, localSignature, true);
  putShared(view, 4, { name, isBehind, size, crc32: isBehind ? 0 : crc32 }, 20);
  bytes.set(name, 30);
  putWide(view, 30 + name.length, [size, size]);
  return bytes;
}

/** §4.3.9.2, with eight-byte sizes because the header has a ZIP64 field. */
export const descriptorForm: ZipForm = [
  ['signature', 4],
  ['checksum', 4],
  ['packed size', 8],
  ['size', 8],
];

/** What stands behind streamed bytes; nothing behind others. */
export function descriptor({ isBehind, crc32, size }: ZipEntry): Uint8Array {
  if (!isBehind) return new Uint8Array();
  const { bytes, view } = blank(descriptorForm);
  view.setUint32(0, descriptorSignature, true);
  view.setUint32(4, crc32, true);
  view.setBigUint64(8, size, true);
  view.setBigUint64(16, size, true);
  return bytes;
}

/** §4.3.12. */
export const centralForm: ZipForm = [
  ['signature', 4],
  ['version that made it', 2],
  ...shared,
  ['length of the comment', 2],
  ['disk', 2],
  ['internal attributes', 2],
  ['external attributes', 4],
  ['narrow offset', 4],
  ['name', null],
  ...wide,
  ['offset', 8],
];

export function centralHeader(entry: ZipEntry): Uint8Array {
  const { name, size, offset } = entry;
  const { bytes, view } = blank(centralForm, name.length);
  view.setUint32(0, centralSignature, true);
  view.setUint16(4, version64, true);
  putShared(view, 6, entry, 28);
  view.setUint32(42, most32, true);
  bytes.set(name, 46);
  putWide(view, 46 + name.length, [size, size, offset]);
  return bytes;
}

/** The entry that a central header tells of, and how long the header is; null if it is none or was cut off. */
export function entryIn(bytes: Uint8Array): ZipEntry | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const nameBytes = view.getUint16(28, true);
  const wideAt = 46 + nameBytes;
  if (bytes.length < wideAt + 28) return null;
  return {
    name: bytes.slice(46, wideAt),
    isBehind: (view.getUint16(8, true) & behindBytes) !== 0,
    crc32: view.getUint32(16, true),
    size: view.getBigUint64(wideAt + 4, true),
    offset: view.getBigUint64(wideAt + 20, true),
  };
}

/** How a directory ends: how many files, where it begins, how long it is. */
export interface ZipEnd {
  readonly files: bigint;
  readonly start: bigint;
  readonly length: bigint;
}

/** §4.3.14 to §4.3.16. */
export const endForm: ZipForm = [
  ['signature of the wide end', 4],
  ['length of the wide end', 8],
  ['version that made it', 2],
  ['version needed', 2],
  ['disk', 4],
  ['disk of the directory', 4],
  ['number of files here', 8],
  ['number of files', 8],
  ['length of the directory', 8],
  ['place of the directory', 8],
  ['signature of the locator', 4],
  ['disk of the wide end', 4],
  ['place of the wide end', 8],
  ['number of disks', 4],
  ['signature of the end', 4],
  ['narrow disks', 4],
  ['narrow number of files here', 2],
  ['narrow number of files', 2],
  ['narrow length of the directory', 4],
  ['narrow place of the directory', 4],
  ['length of the comment', 2],
];

export function ending({ files, start, length }: ZipEnd): Uint8Array {
  const { bytes, view } = blank(endForm);
  view.setUint32(0, end64Signature, true);
  view.setBigUint64(4, 44n, true);
  view.setUint16(12, version64, true);
  view.setUint16(14, version64, true);
  view.setBigUint64(24, files, true);
  view.setBigUint64(32, files, true);
  view.setBigUint64(40, length, true);
  view.setBigUint64(48, start, true);
  view.setUint32(56, locator64Signature, true);
  view.setBigUint64(64, start + length, true);
  view.setUint32(72, 1, true);
  view.setUint32(76, endSignature, true);
  view.setUint16(84, 0xffff, true);
  view.setUint16(86, 0xffff, true);
  view.setUint32(88, most32, true);
  view.setUint32(92, most32, true);
  return bytes;
}

/** What an end says. In: as many bytes as its form has. */
export function endIn(bytes: Uint8Array): ZipEnd {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [files, length, start] = [32, 40, 48].map((at) => view.getBigUint64(at, true));
  return { files: files ?? 0n, length: length ?? 0n, start: start ?? 0n };
}

/** How many bytes a header of this form has. */
export function lengthOf(form: ZipForm, nameBytes = 0): number {
  return form.reduce((sum, [, bytes]) => sum + (bytes ?? nameBytes), 0);
}

/** The first field in which the found header is another than the due one; null if they are equal. */
export function otherField(form: ZipForm, found: Uint8Array, due: Uint8Array): string | null {
  let at = 0;
  while (at < due.length && due[at] === found[at]) at += 1; // of each of many headers: no function a byte
  if (at === due.length) return null;
  const nameBytes = due.length - lengthOf(form);
  let end = 0;
  for (const [what, bytes] of form) {
    end += bytes ?? nameBytes;
    if (at < end) return what;
  }
  return 'length';
}

function blank(form: ZipForm, nameBytes = 0) {
  const bytes = new Uint8Array(lengthOf(form, nameBytes));
  return { bytes, view: new DataView(bytes.buffer) };
}

function putShared(
  view: DataView,
  at: number,
  { name, isBehind, crc32 }: Omit<ZipEntry, 'offset'>,
  extraBytes: number,
): void {
  view.setUint16(at, version64, true);
  view.setUint16(at + 2, utf8Names | (isBehind ? behindBytes : 0), true);
  view.setUint16(at + 8, day, true);
  view.setUint32(at + 10, crc32, true);
  view.setUint32(at + 14, most32, true);
  view.setUint32(at + 18, most32, true);
  view.setUint16(at + 22, name.length, true);
  view.setUint16(at + 24, extraBytes, true);
}

/** §4.5.3. */
function putWide(view: DataView, at: number, values: readonly bigint[]): void {
  view.setUint16(at, 1, true);
  view.setUint16(at + 2, 8 * values.length, true);
  for (const [i, value] of values.entries()) view.setBigUint64(at + 4 + 8 * i, value, true);
}
