import { createHash } from 'node:crypto';
import {
  type ArtefactState,
  isOfSystem,
  type PackageArtefact,
  type PackageSystem,
  packageArtefacts,
} from '../custody/package-artefact.ts';
import type { ArtefactFound, PackageFile, PackageInventory } from '../custody/package-inventory.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { guessedSystem, partOf } from './classify.ts';
import { collectorSays } from './collector-report.ts';
import { emptiness } from './emptiness.ts';
import type { OpenArchive, PackedFile } from './open-archive.ts';
import { brokenPromise, recognise } from './recognise.ts';
import { unpackFile } from './unpack-file.ts';

const firstBytes = 64 * 1024;
const reportBytes = 1024 * 1024;

/**
 * Unpacks every file once, in memory and piece by piece, and says what the package holds. `system` null: the package's
 * own folders tell it. Throws ArchiveRefused for sizes that lie; a single damaged file is only unreadable.
 */
export async function takeInventory(
  archive: OpenArchive,
  system: PackageSystem | null,
): Promise<PackageInventory> {
  const family = system ?? guessedSystem(archive.files.map(({ entry }) => entry.path));
  const files: PackageFile[] = [];
  let said: ReadonlyMap<string, string> = new Map();
  for (const packed of archive.files) {
    const { file, first } = await lookInto(archive, packed, family);
    files.push(file);
    if (file.part === 'collector-report' && file.form === 'table' && first.length <= reportBytes)
      said = collectorSays(first);
  }
  return {
    system: family,
    artefacts: packageArtefacts.map((artefact) => foundOf(artefact, family, files, said)),
    files,
    bytes: sum(files, ({ bytes }) => bytes),
    packedBytes: sum(files, ({ packedBytes }) => packedBytes),
  };
}

/** One file as the list has it, and its beginning. */
export async function lookInto(
  archive: OpenArchive,
  packed: PackedFile,
  system: PackageSystem,
): Promise<{ readonly file: PackageFile; readonly first: Buffer }> {
  const { path, bytes, packedBytes, modified } = packed.entry;
  const about = { path, part: partOf(path, system), bytes, packedBytes, modified };
  const { fileBytes } = archive.limits;
  if (bytes > fileBytes)
    return await listed(archive, packed, {
      ...about,
      note: `Too large to view here (more than ${fileBytes} bytes): not unpacked, its size is what the package says. It is sealed whole with the package.`,
    });
  const { first, sha256, damage } = await digested(archive, packed);
  if (damage !== null)
    return { file: { ...about, form: 'binary', sha256: null, state: 'unreadable', note: damage }, first };
  const form = recognise(path, first);
  const broken = brokenPromise(path, form);
  const empty = emptiness(form, first, first.length === bytes);
  const state = broken !== null ? 'unreadable' : empty !== null ? 'empty' : 'present';
  return { file: { ...about, form, sha256, state, note: broken ?? empty }, first };
}

/** Only its beginning is unpacked, for what it is. */
async function listed(
  archive: OpenArchive,
  packed: PackedFile,
  about: Omit<PackageFile, 'form' | 'sha256' | 'state'>,
): Promise<{ readonly file: PackageFile; readonly first: Buffer }> {
  const first = await beginning(archive, packed);
  const form = first === null ? 'binary' : recognise(about.path, first);
  const state = first === null || brokenPromise(about.path, form) !== null ? 'unreadable' : 'present';
  return { file: { ...about, form, sha256: null, state }, first: first ?? Buffer.alloc(0) };
}

/** Null where it does not unpack. */
async function beginning(archive: OpenArchive, packed: PackedFile): Promise<Buffer | null> {
  const kept: Buffer[] = [];
  let left = firstBytes;
  try {
    for await (const piece of unpackFile(archive, packed)) {
      kept.push(piece.subarray(0, left));
      left -= piece.length;
      if (left <= 0) break;
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefused) || error.verdict !== 'damaged') throw error;
    return null;
  }
  return Buffer.concat(kept);
}

async function digested(archive: OpenArchive, packed: PackedFile) {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let left = firstBytes;
  try {
    for await (const piece of unpackFile(archive, packed)) {
      hash.update(piece);
      if (left > 0) kept.push(piece.subarray(0, left));
      left -= piece.length;
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefused) || error.verdict !== 'damaged') throw error;
    return { first: Buffer.concat(kept), sha256: null, damage: error.message };
  }
  return { first: Buffer.concat(kept), sha256: hash.digest('hex'), damage: null };
}

function foundOf(
  artefact: PackageArtefact,
  system: PackageSystem,
  all: readonly PackageFile[],
  said: ReadonlyMap<string, string>,
): ArtefactFound {
  const files = all.filter(({ part }) => part === artefact);
  return {
    artefact,
    state: files.length === 0 ? absence(artefact, system) : stateOf(files),
    files: files.length,
    bytes: sum(files, ({ bytes }) => bytes),
    collector: said.get(artefact) ?? null,
  };
}

function absence(artefact: PackageArtefact, system: PackageSystem): ArtefactState {
  return isOfSystem(artefact, system) ? 'missing' : 'not-applicable';
}

/** One file with something in it makes an artefact present; what cannot be read outweighs what is empty. */
function stateOf(files: readonly PackageFile[]): ArtefactState {
  if (files.some(({ state }) => state === 'present')) return 'present';
  return files.some(({ state }) => state === 'unreadable') ? 'unreadable' : 'empty';
}

function sum(files: readonly PackageFile[], of: (file: PackageFile) => number): number {
  return files.reduce((total, file) => total + of(file), 0);
}
