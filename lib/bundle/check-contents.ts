import { manifestRoot } from '../hashing/block-manifest.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { type BundleFiles, fileDigest } from './bundle-files.ts';
import type { Checklist } from './checklist.ts';
import type { BundleEvent } from './held-event.ts';
import { type NamedDigest, type NamedDigests, namedDigests } from './named-digests.ts';

const contentFile = /^(evidence|manifests|report)\/(?:([^/]+)\.[^./]+$)?/;

/** Whether a file of a bundle is one that events name. */
export function isContent(path: string): boolean {
  return contentFile.test(path);
}

/**
 * Holds evidence, block manifests and reports against the digests that the events of the bundle commit to, whatever
 * the manifests of a bag say: a file that was swapped under manifests made anew is found. In: the digests of files that
 * are known already, by path; those of files that lie elsewhere are what the bag says of them. Out: words for the step.
 */
export async function checkContents(
  files: BundleFiles,
  known: ReadonlyMap<string, string>,
  events: readonly BundleEvent[],
  checklist: Checklist,
): Promise<string | null> {
  const named = namedDigests(events);
  let [held, elsewhere] = [0, 0];
  for (const path of new Set([...files.paths, ...known.keys()])) {
    const [isContent, folder, number] = contentFile.exec(path) ?? [];
    if (isContent === undefined) continue;
    const due = dueOf(named, folder ?? '', number ?? '');
    const found = due === null ? null : await foundAt(files, known, path);
    if (due === null) unnamed(path, named.someWithheld, checklist);
    else if (found !== null) {
      held += 1;
      if (!files.paths.has(path)) elsewhere += 1;
      if (found !== due.digest) other(path, due, found, checklist);
    }
  }
  if (held === 0) return null;
  const said = elsewhere === 0 ? '' : ` Of ${elsewhere} of them, elsewhere, this is what the manifest says.`;
  return `${held} ${held === 1 ? 'file' : 'files'}.${said}`;
}

function dueOf(named: NamedDigests, folder: string, number: string): NamedDigest | null {
  if (folder === 'manifests') return named.manifestRoots.get(number) ?? null;
  // A report is an item too: its own seal speaks for it where nothing says that it was signed.
  const report = folder === 'report' ? named.reports.get(number) : undefined;
  return report ?? named.copies.get(number) ?? null;
}

/** As the event would name it; null for a block manifest that is not here. */
async function foundAt(
  files: BundleFiles,
  known: ReadonlyMap<string, string>,
  path: string,
): Promise<string | null> {
  if (!path.startsWith('manifests/')) return known.get(path) ?? (await fileDigest(files, path));
  if (!files.paths.has(path)) return null;
  const bytes = await files.read(path);
  return bytes.length % 32 === 0 ? encodeBase64(manifestRoot(bytes)) : 'torn: no row of 32-byte digests';
}

function other(path: string, { index, digest }: NamedDigest, found: string, checklist: Checklist): void {
  const words = `It is not the one that entry ${index} of the log names: it was swapped or changed.`;
  checklist.find('damage', path, words, [`${digest}  in entry ${index}`, `${found}  of the file`]);
}

/** Whoever swaps a file could take the words that name it away, too: so it does not pass for held either. */
function unnamed(path: string, someWithheld: boolean, checklist: Checklist): void {
  const why = someWithheld ? ' Words of events that may say it are withheld.' : '';
  checklist.find('unproven', path, `No event in the bundle says what this file must be.${why}`);
}
