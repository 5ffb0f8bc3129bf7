import { LedgerError } from '../../ledger/ledger-error.ts';
import { type BundleFiles, fileDigest, piecesOf, readIfThere, textOfBytes } from '../bundle-files.ts';
import { isContent } from '../check-contents.ts';
import type { Checklist } from '../checklist.ts';
import { decodedPath, type NamedFile, readManifest } from './manifest.ts';
import { inPlainSight, pathProblem } from './zip-name.ts';

const folder = 'data/';
const missing = 'Every bag has this file, and this one does not.';
const [payload, tags] = ['manifest-sha256.txt', 'tagmanifest-sha256.txt'];

/** A bundle that lies in a bag, as the checks of its events see it. */
export interface OpenedBag {
  readonly files: BundleFiles; // what lies below data/, under its path there
  readonly digests: ReadonlyMap<string, string>; // path there → hex, as found, or as said of what lies elsewhere; of what events name
  readonly tagManifestSha256: string; // hex: the identity of the bag
  readonly words: string; // for the step
}

/** Whether these files are a bag: then everything in it is held against its manifests. */
export function isBag({ paths }: BundleFiles): boolean {
  const own = ['bagit.txt', 'bag-info.txt', 'fetch.txt', payload, tags];
  return own.some((path) => paths.has(path)) || [...paths].some((path) => path.startsWith(folder));
}

/**
 * Holds every file of a bag against the manifests, tag files included: nothing is missing, added, changed or swapped.
 * What fetch.txt names may be elsewhere, and is only told. Source: RFC 8493 §3.
 */
export async function checkBag(files: BundleFiles, checklist: Checklist): Promise<OpenedBag> {
  const declared = await textOf(files, 'bagit.txt', checklist);
  if (declared !== null && !/^BagIt-Version: 1\.0\nTag-File-Character-Encoding: UTF-8\n$/.test(declared))
    checklist.find('damage', 'bagit.txt', 'It does not declare a bag of version 1.0 in UTF-8.');
  const elsewhere = await fetchedPaths(files, checklist);
  const walk: ManifestWalk = {
    files,
    elsewhere,
    digests: new Map(),
    unnamed: new Set(files.paths),
    absent: new Set(),
  };
  walk.unnamed.delete(tags); // nothing names it but the log
  const count = await holdManifest(payload, walk, checklist);
  const tagCount = await holdManifest(tags, walk, checklist);
  for (const path of walk.unnamed) checklist.find('damage', path, 'No manifest names this file.');
  for (const path of files.paths)
    if (/^(?:tag)?manifest-.*\.txt$/.test(path) && path !== payload && path !== tags)
      checklist.find(
        'damage',
        path,
        'A bag of Holdfast has no such manifest, and nothing was held against it.',
      );
  for (const path of elsewhere.keys())
    if (!elsewhere.get(path))
      checklist.find('damage', path, 'fetch.txt names this file, and the manifest does not.');
  const fetched = [...elsewhere.keys()];
  const named = { named: count, fetched: fetched.filter((path) => elsewhere.get(path)).length };
  await compareOxum(files, named, checklist);
  const absent = fetched.filter((path) => !files.paths.has(path));
  if (absent.length > 0)
    checklist.remarks.push(
      `${absent.length === 1 ? '1 file is' : `${absent.length} files are`} not in the bag but elsewhere, as fetch.txt says, and not looked at: ${absent.slice(0, 10).join(', ')}.`,
    );
  return {
    files: below(files),
    digests: walk.digests,
    tagManifestSha256: files.paths.has(tags) ? await fileDigest(files, tags) : '',
    words: `${count - absent.length} files of the payload and ${tagCount} that name them.`,
  };
}

/** What both manifests are held against. */
interface ManifestWalk {
  readonly files: BundleFiles;
  readonly elsewhere: Map<string, boolean>; // what fetch.txt names → whether the manifest names it too
  readonly digests: Map<string, string>;
  readonly unnamed: Set<string>; // files that no line named yet
  readonly absent: Set<string>; // what a line named and is not here
}

/** Line by line. Out: how many files it names. */
async function holdManifest(name: string, walk: ManifestWalk, checklist: Checklist): Promise<number> {
  if (!walk.files.paths.has(name)) {
    checklist.find('damage', name, missing);
    return 0;
  }
  let count = 0;
  try {
    for await (const one of readManifest(piecesOf(walk.files, name), name)) {
      count += 1;
      await holdFile(one, name, walk, checklist);
    }
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    checklist.find('damage', name, cause.message);
  }
  return count;
}

async function holdFile(
  { path, digest }: NamedFile,
  name: string,
  { files, elsewhere, digests, unnamed, absent }: ManifestWalk,
  checklist: Checklist,
): Promise<void> {
  if (path.startsWith(folder) !== (name === payload) || path === tags)
    checklist.find('damage', name, `It names ${path}, which is not for this manifest.`);
  const isHere = files.paths.has(path);
  if (isHere ? !unnamed.delete(path) && path !== tags : absent.has(path)) {
    checklist.find('damage', name, `It names ${path} for the second time.`);
    return;
  }
  if (elsewhere.has(path)) elsewhere.set(path, true);
  if (!isHere) absent.add(path);
  if (!isHere && !elsewhere.has(path))
    checklist.find('damage', path, 'A manifest names this file, and it is not here.');
  const found = isHere ? await compare(files, path, digest, checklist) : digest;
  if (path.startsWith(folder) && isContent(path.slice(folder.length)) && (isHere || elsewhere.has(path)))
    digests.set(path.slice(folder.length), found);
}

async function textOf(files: BundleFiles, path: string, checklist: Checklist): Promise<string | null> {
  const bytes = await readIfThere(files, path);
  if (bytes === null) {
    checklist.find('damage', path, missing);
    return null;
  }
  try {
    return textOfBytes(bytes, path);
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    checklist.find('damage', path, cause.message);
    return null;
  }
}

async function fetchedPaths(files: BundleFiles, checklist: Checklist): Promise<Map<string, boolean>> {
  const text = files.paths.has('fetch.txt') ? await textOf(files, 'fetch.txt', checklist) : null;
  const found = new Map<string, boolean>();
  for (const line of (text ?? '').split('\n').filter((one) => one !== '')) {
    const [, encoded] = /^\S+ (?:\d+|-) (data\/.+)$/.exec(line) ?? [];
    const path = decodedPath(encoded ?? '');
    if (encoded === undefined || pathProblem(path) !== null)
      checklist.find(
        'damage',
        'fetch.txt',
        `A line of it is malformed: ${inPlainSight(line.slice(0, 500))}.`,
      );
    else if (found.has(path)) checklist.find('damage', 'fetch.txt', `It names ${path} for the second time.`);
    else found.set(path, false);
  }
  return found;
}

async function compare(
  files: BundleFiles,
  path: string,
  digest: string,
  checklist: Checklist,
): Promise<string> {
  const found = await fileDigest(files, path);
  if (found !== digest)
    checklist.find('damage', path, 'Its bytes are not those that the manifest names.', [
      `${digest}  in the manifest`,
      `${found}  of the file`,
    ]);
  return found;
}

/** Payload-Oxum says how many files there are: it finds nothing that the manifests do not, but for itself. */
async function compareOxum(
  files: BundleFiles,
  { named, fetched }: { readonly named: number; readonly fetched: number },
  checklist: Checklist,
): Promise<void> {
  const text = files.paths.has('bag-info.txt') ? await textOf(files, 'bag-info.txt', checklist) : null;
  const [, count] = /^Payload-Oxum: \d+\.(\d+)$/m.exec(text ?? '') ?? [];
  const here = named - fetched; // as bags of earlier versions count
  if (count !== undefined && Number(count) !== named && Number(count) !== here)
    checklist.find(
      'damage',
      'bag-info.txt',
      `It counts ${count} files of the payload; the manifest names ${named}.`,
    );
}

/** What lies below data/, under its path there. */
export function below(files: BundleFiles): BundleFiles {
  const { pieces } = files;
  return {
    paths: new Set(
      [...files.paths].flatMap((path) => (path.startsWith(folder) ? [path.slice(folder.length)] : [])),
    ),
    read: (path) => files.read(folder + path),
    ...(pieces === undefined ? {} : { pieces: (path) => pieces(folder + path) }),
  };
}
