import { runningSha256 } from '../../hashing/running-sha256.ts';
import { type BagFile, type BagPart, type FetchedFile, smallFile } from './bag-file.ts';
import { bytePages } from './byte-pages.ts';
import { encodedPath, manifestLine } from './manifest.ts';

const encoder = new TextEncoder();

/** What a bag says of itself (RFC 8493 §2.2.2); one line each. */
export type BagInfo = readonly (readonly [label: string, value: string])[];

/** A whole bag, but for its last file. */
export interface SealedBag {
  readonly tagManifestSha256: string; // hex: the identity of the bag
  readonly files: number; // payload files, fetched ones left out
  readonly bytes: bigint; // of them
}

/**
 * The files of a bag, in the order in which they are written: payload, then what names it. Each file must be taken to
 * its end before the next is asked for. `sealed` is awaited before the last file, tagmanifest-sha256.txt, is handed out:
 * nobody holds a whole bag of which that was not said. Source: RFC 8493.
 */
export async function* writeBag(
  parts: AsyncIterable<BagPart>,
  info: BagInfo,
  sealed: (bag: SealedBag) => Promise<void>,
): AsyncGenerator<BagFile> {
  const manifest = bytePages(); // of a large incident it names some hundred thousand files
  const name = (sha256: string, path: string) => manifest.add(encoder.encode(manifestLine(sha256, path)));
  const fetched: FetchedFile[] = [];
  let [files, bytes] = [0, 0n];
  for await (const part of parts) {
    if ('fetched' in part) {
      fetched.push(part.fetched);
      name(part.fetched.sha256, `data/${part.fetched.path}`);
      continue;
    }
    const { file, sha256 } = hashed({ ...part.file, path: `data/${part.file.path}` });
    yield file;
    name(sha256(), file.path);
    files += 1;
    bytes += file.size;
  }
  const tags: readonly BagFile[] = [
    smallFile('bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'),
    smallFile('bag-info.txt', infoText([...info, ['Payload-Oxum', oxumOf(files, bytes, fetched)]])),
    { path: 'manifest-sha256.txt', size: BigInt(manifest.size()), pieces: each(manifest.pages()) },
    ...(fetched.length === 0 ? [] : [smallFile('fetch.txt', fetched.map(fetchLine).join(''))]),
  ];
  const tagManifest: string[] = [];
  for (const tag of tags) {
    const { file, sha256 } = hashed(tag);
    yield file;
    tagManifest.push(manifestLine(sha256(), file.path));
  }
  const last = hashed(smallFile('tagmanifest-sha256.txt', tagManifest.join('')));
  await sealed({ tagManifestSha256: last.sha256(), files, bytes });
  yield last.file;
}

/** Of the whole payload, what is still elsewhere among it: by this a bag that is not complete yet is told (RFC 8493 §2.2.2). */
function oxumOf(files: number, bytes: bigint, fetched: readonly FetchedFile[]): string {
  return `${fetched.reduce((sum, { size }) => sum + size, bytes)}.${files + fetched.length}`;
}

async function* each(pages: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pages;
}

/** The same file, hashed as it passes. `sha256` is asked for once, when every piece has passed. */
function hashed(file: BagFile): { readonly file: BagFile; sha256(): string } {
  const pass = runningSha256();
  const { pieces } = file;
  if (pieces instanceof Uint8Array) {
    pass.add(pieces);
    return { file, sha256: () => pass.hex() };
  }
  return { file: { ...file, pieces: passing(pieces, pass.add) }, sha256: () => pass.hex() };
}

async function* passing(
  pieces: AsyncIterable<Uint8Array>,
  see: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    see(piece);
    yield piece;
  }
}

/** A line break in a value would begin another label. */
function infoText(info: BagInfo): string {
  return info.map(([label, value]) => `${label}: ${value.replace(/[\r\n]+/g, ' ')}\n`).join('');
}

function fetchLine({ url, size, path }: FetchedFile): string {
  return `${url} ${size} ${encodedPath(`data/${path}`)}\n`;
}
