import { taskWindow } from '../hashing/task-window.ts';
import { bodiesPath } from '../ledger/anchor-path.ts';
import type { JudgedNote } from '../ledger/check-note.ts';
import type { NodeRow } from '../ledger/growing-tree.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { LedgerVerdict } from '../ledger/note-walk.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import { tilePath, tileWidth } from '../ledger/tile-path.ts';
import { type TileFile, TileRows } from '../ledger/tile-rows.ts';
import { type AnchoredNote, anchoredBundles, anchoredNotes } from './anchored-copy.ts';
import { checkStamp } from './check-stamp.ts';
import type { Findings } from './findings.ts';
import type { AnchorParts, Progress } from './ledger-parts.ts';
import { type EntryBatch, type LedgerCopy, walkCopy } from './walk-copies.ts';

const atOnce = 16;

/**
 * The anchors by themselves, with nothing trusted but the policy: the checklist of `verifyLedger`, every tile equal
 * to the one that the entries give, every time stamp right. In: the size of the newest anchored note. Out: the
 * verdict, whose findings are added to `findings`.
 */
export async function checkAnchors(
  parts: AnchorParts,
  upTo: bigint,
  findings: Findings,
  progress: Progress,
  signal: AbortSignal,
): Promise<LedgerVerdict> {
  const copy = await anchorsCopy(parts, upTo, findings, (done) => progress('anchors', done, upTo), signal);
  return await copy.judged(await walkCopy(copy, parts.trust));
}

/** The anchors as one side of a walk; `judged` takes the verdict on them when it is there. */
export async function anchorsCopy(
  parts: AnchorParts,
  upTo: bigint,
  findings: Findings,
  progress: (done: bigint) => void,
  signal: AbortSignal,
): Promise<LedgerCopy & { judged(verdict: LedgerVerdict): Promise<LedgerVerdict> }> {
  const bodies = await namesUnder(parts, 'bodies/', signal);
  return new AnchorCheck(parts, { bodies, upTo, progress }, findings, signal);
}

async function namesUnder(
  { store }: AnchorParts,
  prefix: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { path } of store.list(prefix, signal)) names.add(path);
  return names;
}

interface AnchorExtent {
  readonly bodies: ReadonlySet<string>;
  readonly upTo: bigint;
  readonly progress: (done: bigint) => void;
}

/** What is checked beside the signatures and the entries, while they are read. */
class AnchorCheck implements LedgerCopy {
  readonly #parts: AnchorParts;
  readonly #bodies: ReadonlySet<string>; // names of what is there
  readonly #upTo: bigint;
  readonly #progress: (done: bigint) => void;
  readonly #findings: Findings;
  readonly #signal: AbortSignal;
  readonly #rows = new TileRows();
  readonly #underWay = taskWindow(atOnce);
  readonly #beside = new Map<bigint, AnchoredNote>(); // notes that were handed out and not met yet
  #newestTime = Number.NEGATIVE_INFINITY;

  constructor(
    parts: AnchorParts,
    { bodies, upTo, progress }: AnchorExtent,
    findings: Findings,
    signal: AbortSignal,
  ) {
    this.#parts = parts;
    this.#bodies = bodies;
    this.#upTo = upTo;
    this.#progress = progress;
    this.#findings = findings;
    this.#signal = signal;
  }

  async *notes(): AsyncGenerator<string> {
    for await (const one of anchoredNotes(this.#parts.store, this.#upTo, this.#signal)) {
      this.#beside.set(one.size, one);
      yield Buffer.from(one.note).toString('utf8') + one.lines;
      this.#beside.delete(one.size);
    }
  }

  async *batches(): AsyncGenerator<EntryBatch> {
    let done = 0n;
    try {
      for await (const batch of anchoredBundles(this.#parts.store, this.#upTo, this.#signal)) {
        yield batch;
        done += BigInt(batch.length);
        this.#progress(done);
      }
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      this.#findings.add('anchor-removed', `entry ${done}`, error.message);
    }
  }

  entry(read: ReadEntry): void {
    this.#rows.entry(read);
    if (read.time > this.#newestTime) this.#newestTime = read.time;
  }

  grown(rows: readonly NodeRow[]): void {
    this.#rows.grown(rows);
  }

  async checkpoint({ checkpoint: { size, origin }, note }: JudgedNote) {
    await this.#checkFiles(this.#rows.partial());
    if (origin !== this.#parts.origin) {
      const words = `The log ${origin} signed it, and these are the anchors of ${this.#parts.origin}.`;
      this.#findings.add('damage', `checkpoint ${size}`, words, [note]);
    }
    const beside = this.#beside.get(size);
    if (beside === undefined) {
      this.#findings.add('damage', `checkpoint ${size}`, 'It is anchored under the name of another size.');
      return;
    }
    const { roots } = this.#parts;
    for (const stamp of beside.stamps) {
      const found = await checkStamp(beside, stamp, roots.get(stamp.by) ?? null, this.#newestTime);
      if (found !== null) this.#findings.addAll([found]);
    }
  }

  async batchRead(): Promise<void> {
    await this.#checkFiles(this.#rows.full());
  }

  async judged(verdict: LedgerVerdict): Promise<LedgerVerdict> {
    await this.#underWay.drain();
    // Behind a hole everything is short of entries: that is the same finding once more.
    const isCut = verdict.entries < this.#upTo;
    this.#findings.addAll(verdict.findings.filter(({ attack }) => !(isCut && attack === 'truncated')));
    return verdict;
  }

  async #checkFiles(files: readonly TileFile[]): Promise<void> {
    for (const file of files) await this.#underWay.add(this.#checkFile(file));
  }

  /** Sealed bodies lie beside each bundle; whether they open is for `holdfast recover` to say. */
  async #checkFile({ place, bytes }: TileFile): Promise<void> {
    const isFullBundle = place.level === 'entries' && place.width === tileWidth;
    if (!isFullBundle) await this.#compare(tilePath(place), bytes()); // a full one is what was just read
    if (place.level !== 'entries') return;
    const bodies = bodiesPath(place);
    if (!this.#bodies.has(bodies)) {
      this.#findings.add('anchor-removed', bodies, 'The anchors lack these sealed bodies.');
    }
  }

  async #compare(path: string, bytes: Uint8Array): Promise<void> {
    const stored = await this.#parts.store.get(path, this.#signal);
    if (stored === null) this.#findings.add('anchor-removed', path, 'The anchors lack this file.');
    else if (Buffer.compare(stored, bytes) !== 0) {
      this.#findings.add('damage', path, 'This anchored file is not the one that the entries give.');
    }
  }
}
