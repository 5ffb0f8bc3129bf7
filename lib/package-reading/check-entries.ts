import { ArchiveRefused } from './archive-refused.ts';
import type { PackageLimits } from './package-limits.ts';
import type { ZipEntry } from './zip-entry.ts';

const stored = 0;
const deflated = 8;
const linkType = 0xa;
const largestRatio = 1_032; // no deflate stream unpacks to more. Source: zlib technical details

/**
 * Refuses an archive for what its directory alone says, before anything of it is unpacked. Throws ArchiveRefused with the
 * first thing found.
 */
export function checkEntries(entries: readonly ZipEntry[], limits: PackageLimits): void {
  for (const entry of entries) {
    refuseTraversal(entry);
    refuseLink(entry);
    refuseEncryption(entry);
    refuseForm(entry);
    refuseSize(entry);
  }
  refuseDoubles(entries);
  refuseBomb(entries, limits);
  refuseTooLarge(entries, limits);
}

/** A packed file is a folder only by its name. */
export function isFolder({ path }: Pick<ZipEntry, 'path'>): boolean {
  return path.endsWith('/');
}

function refuseTraversal({ path }: ZipEntry): void {
  const parts = path.replace(/\/$/, '').split('/');
  const leadsOut = parts.some((part) => part === '..' || part === '.' || part === '');
  // A drive, or a second stream of a file (NTFS).
  const hasColon = path.includes(':');
  if (leadsOut || hasColon) throw new ArchiveRefused('traversal', `It holds the path ${shortened(path)}.`);
}

function refuseLink({ path, unixType }: ZipEntry): void {
  if (unixType === linkType) throw new ArchiveRefused('link', `${shortened(path)} is a symbolic link.`);
}

function refuseEncryption({ path, flags }: ZipEntry): void {
  if ((flags & 0x2041) !== 0) throw new ArchiveRefused('encrypted', `${shortened(path)} is encrypted.`);
}

function refuseForm(entry: ZipEntry): void {
  if (isFolder(entry) || entry.method === stored || entry.method === deflated) return;
  throw new ArchiveRefused(
    'unknown-form',
    `${shortened(entry.path)} is packed by method ${entry.method}, which is not read here.`,
  );
}

function refuseSize(entry: ZipEntry): void {
  const { path, method, bytes, packedBytes } = entry;
  if (isFolder(entry) && bytes !== 0)
    throw new ArchiveRefused('lying-sizes', `The folder ${shortened(path)} holds bytes.`);
  if (method === stored && bytes !== packedBytes)
    throw new ArchiveRefused('lying-sizes', `${shortened(path)} gives two sizes for the same bytes.`);
  if (method === deflated && bytes > packedBytes * largestRatio)
    throw new ArchiveRefused(
      'lying-sizes',
      `${shortened(path)} says a size that its bytes cannot unpack to.`,
    );
}

/** Names are compared as Windows compares them: there the second file would overwrite the first. */
function refuseDoubles(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { path } of entries) {
    const name = path.toLowerCase().normalize('NFC');
    if (seen.has(name)) throw new ArchiveRefused('doubled-name', `It holds ${shortened(path)} twice.`);
    seen.add(name);
  }
}

/** Size alone is no sign of ill will; a density that no log has is one. */
function refuseBomb(entries: readonly ZipEntry[], limits: PackageLimits): void {
  let [bytes, packed] = [0, 0];
  for (const entry of entries) {
    bytes += entry.bytes;
    packed += entry.packedBytes;
  }
  if (bytes > limits.freeBytes && bytes > packed * limits.ratio)
    throw new ArchiveRefused('bomb', `It says that ${packed} bytes unpack to ${bytes}.`);
}

function refuseTooLarge(entries: readonly ZipEntry[], { fileBytes, totalBytes }: PackageLimits): void {
  const bytes = entries.reduce((sum, entry) => sum + (entry.bytes <= fileBytes ? entry.bytes : 0), 0);
  if (bytes > totalBytes)
    throw new ArchiveRefused(
      'too-large',
      `Its files have ${bytes} bytes together; at most ${totalBytes} are unpacked here.`,
    );
}

/** A name may have 64 KiB; a sentence should not. */
export function shortened(path: string): string {
  return path.length <= 120 ? path : `${path.slice(0, 60)}…${path.slice(-59)}`;
}
