import { randomBytes } from 'node:crypto';
import type { BundleFiles } from '../../lib/bundle/bundle-files.ts';
import { eventFiles } from '../../lib/bundle/event-files.ts';
import { type BundleTrust, type BundleVerdict, verifyBundle } from '../../lib/bundle/verify-bundle.ts';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { canonicalJson } from '../../lib/ledger/canonical-json.ts';
import { EntryWalk } from '../../lib/ledger/entry-walk.ts';
import { commitBody, encodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { appendLeaves, emptyTree } from '../../lib/ledger/merkle-tree.ts';
import { tilePath } from '../../lib/ledger/tile-path.ts';
import { TileRows } from '../../lib/ledger/tile-rows.ts';
import { inclusionProof } from '../../lib/ledger/tree-proof.ts';
import { storedNodes } from '../unit/ledger/naive-tree.ts';
import { noteOver, trust } from '../unit/ledger/small-log.ts';
import { craftResponse, roots, sha256, statement } from './craft-timestamp.ts';

/** An event of a made-up log, as a register would have written it. */
export interface CraftedEvent {
  readonly entry: Uint8Array;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
}

/** What is out of the ordinary about an event. */
export interface Oddity {
  readonly t?: string;
  readonly n?: bigint;
  readonly bodyOf?: string; // the id that its body names
  readonly k?: string;
  readonly s?: string;
  readonly detail?: object; // what its body says
  readonly envelope?: object; // and what else stands in it
}

/** Whom the auditor of a crafted bundle trusts. */
export const craftedTrust: BundleTrust = { policy: trust, stampRoots: new Map([['crafted', roots]]) };

/** `count` events over three streams, one second apart, in the order of the log. */
export function craftedEvents(count: number, oddity: (i: number) => Oddity = () => ({})): CraftedEvent[] {
  const ends = new Map<string, { n: bigint; leaf: Uint8Array }>();
  return Array.from({ length: count }, (_, i) => {
    const odd = oddity(i);
    const s = odd.s ?? `stream-${i % 3}`;
    const before = ends.get(s);
    const id = `01900000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`;
    const t = odd.t ?? `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString().slice(0, 19)}.000000Z`;
    const n = odd.n ?? (before === undefined ? 0n : before.n + 1n);
    const k = odd.k ?? 'evidence.sealed';
    const body = canonicalJson({
      id: odd.bodyOf ?? id,
      type: k,
      n: Number(n),
      recordedAt: t,
      detail: odd.detail ?? { i },
      ...odd.envelope,
    });
    const salt = new Uint8Array(randomBytes(32));
    const p = n === 0n ? null : (before?.leaf ?? new Uint8Array(32));
    const { entry, leaf } = encodeEntry({ id, t, k, s, n, p, c: commitBody(salt, body) });
    ends.set(s, { n, leaf });
    return { entry, body, salt };
  });
}

/** Bundles as a test changes them: path → bytes. */
export type BundleMap = Map<string, Uint8Array>;

/** A bundle of these events under the checkpoint over all of them. */
export async function craftedBundle(
  events: readonly CraftedEvent[],
  {
    size = events.length,
    chosen = events.map((_, i) => i),
  }: { size?: number; chosen?: readonly number[] } = {},
): Promise<BundleMap> {
  const entries = events.map(({ entry }) => entry);
  const leaves = entries.map(leafHash);
  const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
  const files: BundleMap = new Map();
  const note = noteOver(entries, size);
  for (const i of chosen) {
    const event = events[i];
    if (event === undefined) throw new Error(`There is no event ${i}.`);
    const { entry, body, salt } = event;
    const hashes = await inclusionProof(BigInt(size), BigInt(i), readNode);
    const made = eventFiles({ index: BigInt(i), entry, hashes, note, disclosed: { body, salt } });
    for (const [path, bytes] of made) files.set(path, bytes);
  }
  return files;
}

/** Puts the whole log beside: checkpoint, bundles and tiles. */
export function addLog(files: BundleMap, events: readonly CraftedEvent[]): void {
  const entries = events.map(({ entry }) => entry);
  const rows = new TileRows();
  const walk = new EntryWalk();
  for (const entry of entries) rows.entry(walk.take(entry));
  rows.grown(walk.grown());
  for (const { place, bytes } of [...rows.full(), ...rows.partial()])
    files.set(`log/${tilePath(place)}`, bytes());
  files.set('log/checkpoint', Buffer.from(noteOver(entries, entries.length)));
}

/** Puts the checkpoint as the log alone signed it beside, and an authority's stamp over it. */
export function addStamp(files: BundleMap, events: readonly CraftedEvent[]): void {
  const entries = events.map(({ entry }) => entry);
  const note = Buffer.from(noteOver(entries, entries.length, { without: 'cosignature-v1' }));
  files.set('timestamps/checkpoint', note);
  files.set('timestamps/crafted.tsr', craftResponse({ statement: { ...statement, digest: sha256(note) } }));
}

export function filesOf(map: BundleMap): BundleFiles {
  return {
    paths: new Set([...map.keys()].sort()),
    read: async (path) => {
      const bytes = map.get(path);
      if (bytes === undefined) throw new Error(`There is no ${path}.`);
      return bytes;
    },
  };
}

/** What our verifier says of a crafted bundle. */
export async function judged(files: BundleMap, change: Partial<BundleTrust> = {}): Promise<BundleVerdict> {
  return await verifyBundle(filesOf(files), { ...craftedTrust, ...change });
}
