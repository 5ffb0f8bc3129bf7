import { LedgerError } from '../../ledger/ledger-error.ts';
import { type BundleFiles, fileDigest, readIfThere, textOfBytes } from '../bundle-files.ts';
import type { Checklist } from '../checklist.ts';
import { readManifest } from './manifest.ts';

const folder = 'data/';
const [payload, tags] = ['manifest-sha256.txt', 'tagmanifest-sha256.txt'];

/** A bundle that lies in a bag, as the checks of its events see it. */
export interface OpenedBag {
  readonly files: BundleFiles; // what lies below data/, under its path there
  readonly digests: ReadonlyMap<string, string>; // path there → hex, as found, or as said of what lies elsewhere
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
  const [named, namedTags] = [
    await manifest(files, payload, checklist),
    await manifest(files, tags, checklist),
  ];
  const elsewhere = await fetchedPaths(files, checklist);
  const digests = new Map<string, string>();
  for (const [path, digest] of [...named, ...namedTags]) {
    if (!files.paths.has(path) && !elsewhere.has(path)) {
      checklist.find('damage', path, 'A manifest names this file, and it is not here.');
      continue;
    }
    const found = files.paths.has(path) ? await compare(files, path, digest, checklist) : digest;
    if (path.startsWith(folder)) digests.set(path.slice(folder.length), found);
  }
  for (const path of files.paths) {
    if (path === tags || named.has(path) || namedTags.has(path)) continue;
    checklist.find('damage', path, 'No manifest names this file.');
  }
  for (const path of elsewhere)
    if (!named.has(path))
      checklist.find('damage', path, 'fetch.txt names this file, and the manifest does not.');
  await compareOxum(files, named, elsewhere, checklist);
  const absent = [...elsewhere].filter((path) => !files.paths.has(path));
  if (absent.length > 0)
    checklist.remarks.push(
      `Not in the bag but elsewhere, as fetch.txt says, and so not looked at: ${absent.length === 1 ? 'one file' : `${absent.length} files`}, ${absent.slice(0, 10).join(', ')}${absent.length > 10 ? ', …' : ''}.`,
    );
  return {
    files: below(files),
    digests,
    tagManifestSha256: files.paths.has(tags) ? await fileDigest(files, tags) : '',
    words: `${named.size - absent.length} files of the payload and ${namedTags.size} that name them.`,
  };
}

async function manifest(
  files: BundleFiles,
  name: string,
  checklist: Checklist,
): Promise<ReadonlyMap<string, string>> {
  const text = await textOf(files, name, checklist);
  if (text === null) return new Map();
  try {
    const named = readManifest(text, name);
    const isPayload = name === payload;
    for (const path of named.keys()) {
      if (path.startsWith(folder) !== isPayload)
        checklist.find('damage', name, `It names ${path}, which is not for this manifest.`);
    }
    return named;
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    checklist.find('damage', name, cause.message);
    return new Map();
  }
}

async function textOf(files: BundleFiles, path: string, checklist: Checklist): Promise<string | null> {
  const bytes = await readIfThere(files, path);
  if (bytes === null) {
    checklist.find('damage', path, 'Every bag has this file, and this one does not.');
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

async function fetchedPaths(files: BundleFiles, checklist: Checklist): Promise<ReadonlySet<string>> {
  const text = files.paths.has('fetch.txt') ? await textOf(files, 'fetch.txt', checklist) : null;
  const found = new Set<string>();
  for (const line of (text ?? '').split('\n').filter((one) => one !== '')) {
    const [, path] = /^\S+ (?:\d+|-) (data\/.+)$/.exec(line) ?? [];
    if (path === undefined) checklist.find('damage', 'fetch.txt', 'A line of it is malformed.');
    else found.add(path.replace(/%(25|0D|0A)/gi, decodeURIComponent));
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
  named: ReadonlyMap<string, string>,
  elsewhere: ReadonlySet<string>,
  checklist: Checklist,
): Promise<void> {
  const text = files.paths.has('bag-info.txt') ? await textOf(files, 'bag-info.txt', checklist) : null;
  const [, count] = /^Payload-Oxum: \d+\.(\d+)$/m.exec(text ?? '') ?? [];
  const here = [...named.keys()].filter((path) => !elsewhere.has(path)).length; // as bags of earlier versions count
  if (count !== undefined && Number(count) !== named.size && Number(count) !== here)
    checklist.find(
      'damage',
      'bag-info.txt',
      `It counts ${count} files of the payload; the manifest names ${named.size}.`,
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
