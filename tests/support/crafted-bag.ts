import { createHash } from 'node:crypto';
import { type BagPart, type FetchedFile, smallFile } from '../../lib/bundle/bag/bag-file.ts';
import { writeBag } from '../../lib/bundle/bag/write-bag.ts';
import { scopeBytes, scopeFile } from '../../lib/bundle/bundle-scope.ts';
import { indexesDigest } from '../../lib/bundle/chosen-scope.ts';
import { canonicalJson } from '../../lib/ledger/canonical-json.ts';
import { commitBody, encodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { type BundleMap, type CraftedEvent, craftedBundle } from './crafted-bundle.ts';
import { joined } from './zip-of.ts';

const bundle = '01900000-0000-4000-8000-0000000000bb';
const stream = 'stream-begun';

/**
 * What the scope lists: the streams of all events, or of the first so many, but for those of which single events are allowed;
 * and, if it says so, which these are.
 */
interface Listed {
  readonly of?: 'item' | 'incident';
  readonly excerpts?: readonly string[];
  readonly begunAfter?: number;
  readonly namesSingles?: boolean;
}

/** A bag of these events and of the one that says that it was begun, as an exporter writes it. Path → bytes. */
export async function craftedBag(
  events: readonly CraftedEvent[],
  more: BundleMap = new Map(),
  { of = 'incident', excerpts = [], begunAfter = events.length, namesSingles = false }: Listed = {},
): Promise<BundleMap> {
  const ends = new Map<string, number>();
  const indexes: bigint[] = [];
  for (const [i, { entry }] of events.slice(0, begunAfter).entries()) {
    const { s } = JSON.parse(Buffer.from(entry).toString()) as { s: string };
    ends.set(s, (ends.get(s) ?? 0) + 1);
    if (excerpts.includes(s)) indexes.push(BigInt(i));
  }
  const single = namesSingles
    ? { size: BigInt(begunAfter), events: BigInt(indexes.length), indexesSha256: indexesDigest(indexes) }
    : null;
  const streams = Array.from(ends, ([one, count]) => ({ stream: one, events: String(count) })).filter(
    (one) => !excerpts.includes(one.stream),
  );
  const scope = scopeBytes({ bundle, of, name: 'INC-1', streams, chosen: null, single });
  const begun = begunEvent(createHash('sha256').update(scope).digest('hex'));
  const files = await craftedBundle([...events, begun]);
  files.set(scopeFile, scope);
  return await bagOf(new Map([...files, ...more]));
}

/** Any files below data/, under manifests of their own: what a forger can make of a bundle. */
export async function bagOf(data: BundleMap, fetched: readonly FetchedFile[] = []): Promise<BundleMap> {
  const made: BundleMap = new Map();
  const parts = async function* (): AsyncGenerator<BagPart> {
    for (const [path, bytes] of data) yield { file: smallFile(path, bytes) };
    for (const one of fetched) yield { fetched: one };
  };
  for await (const { path, pieces } of writeBag(parts(), [], async () => undefined))
    made.set(path, pieces instanceof Uint8Array ? pieces : await joined(pieces));
  return made;
}

/** What lies below data/, as a forger takes it out of its manifests. */
export function payloadOf(bag: BundleMap): BundleMap {
  return new Map(
    [...bag].flatMap(([path, bytes]) => (path.startsWith('data/') ? [[path.slice(5), bytes]] : [])),
  );
}

/** Takes away every file of a folder. */
export function leaveOut(files: BundleMap, folder: string): void {
  for (const path of [...files.keys()]) if (path.startsWith(folder)) files.delete(path);
}

function begunEvent(scopeSha256: string): CraftedEvent {
  const id = '01900000-0000-7000-8000-0000000000be';
  const t = '2026-01-02T00:00:00.000000Z';
  const body = canonicalJson({
    ...{ id, type: 'bundle.begun', n: 0, recordedAt: t },
    detail: { bundleId: bundle, scopeSha256 },
  });
  const salt = new Uint8Array(32).fill(7);
  const { entry } = encodeEntry({
    id,
    t,
    k: 'bundle.begun',
    s: stream,
    n: 0n,
    p: null,
    c: commitBody(salt, body),
  });
  return { entry, body, salt };
}
