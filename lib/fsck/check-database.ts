import { checkNote, isFinding } from '../ledger/check-note.ts';
import { openCheckpoint, parseCheckpoint } from '../ledger/checkpoint.ts';
import { compareCopies } from '../ledger/compare-copies.ts';
import type { ReadEntry } from '../ledger/entry-walk.ts';
import type { Finding } from '../ledger/finding.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { TreeNode } from '../ledger/merkle-tree.ts';
import { parseNote } from '../ledger/signed-note.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import { type LedgerVerdict, verifyLedger } from '../ledger/verify-ledger.ts';
import { anchoredEntries } from './anchored-copy.ts';
import { checkRow } from './check-row.ts';
import { databaseNotes, databaseRows, differingNodes, rowsBetween } from './database-rows.ts';
import type { Findings } from './findings.ts';
import { isAsRecorded } from './is-as-recorded.ts';
import type { LedgerParts, Progress } from './ledger-parts.ts';
import { type PackedRows, packedRows } from './packed-rows.ts';

interface DatabaseVerdict {
  readonly verdict: LedgerVerdict;
  readonly firstDifference: bigint | null;
  readonly ofOneKey: number; // checkpoints from before the log had two keys
}

/**
 * The database by itself, re-derived from its first entry, and entry by entry against the anchors. In: how many
 * entries the anchors have; the number that the database's head names, for the progress. Out: the verdict, and the
 * first index at which the database differs from the anchors.
 */
export async function checkDatabase(
  parts: LedgerParts,
  { anchored, head }: { readonly anchored: bigint; readonly head: bigint },
  findings: Findings,
  progress: Progress,
  signal: AbortSignal,
): Promise<DatabaseVerdict> {
  const check = new DatabaseCheck(parts, findings);
  const beside = new Beside(anchoredEntries(parts.store, 0n, anchored, signal));
  const copy = {
    notes: () => check.notes(),
    entries: async function* () {
      for await (const rows of packedRows(parts.client)) {
        const entries = check.take(rows);
        await beside.compare(entries);
        yield entries;
        await check.suspects();
        await check.nodes();
        progress('database', BigInt(rows.integer(rows.length - 1, 'idx')) + 1n, head);
      }
    },
  };
  const verdict = await verifyLedger(copy, parts.trust, check);
  await check.nodes();
  const firstDifference = await beside.firstDifference(verdict.entries < anchored ? verdict.entries : null);
  if (firstDifference !== null) {
    findings.lead(await named(parts, firstDifference, anchored, signal));
  }
  // What vouches for the log are the anchors; that the database keeps fewer receipts is no finding.
  findings.addAll(verdict.findings.filter(({ attack }) => attack !== 'unproven'));
  return { verdict, firstDifference, ofOneKey: check.ofOneKey };
}

async function named(
  { store, client }: LedgerParts,
  from: bigint,
  anchored: bigint,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { findings } = await compareCopies(
    anchoredEntries(store, from, anchored, signal),
    entriesFrom(client, from),
    from,
  );
  return findings;
}

async function* entriesFrom(client: LedgerParts['client'], from: bigint) {
  for await (const rows of databaseRows(client, from)) yield rows.map(({ entry }) => entry);
}

/** What is checked beside the signatures and the order, while the database is read. */
class DatabaseCheck {
  readonly #parts: LedgerParts;
  readonly #findings: Findings;
  #rows: PackedRows | null = null;
  #first = 0; // index of the first of them
  #read = 0;
  #suspects: {
    readonly idx: number;
    readonly index: bigint;
    readonly leaf: Uint8Array;
    readonly fields: LedgerEntry;
  }[] = [];
  #nodes: TreeNode[] = [];
  #bothKeysSigned = false;
  ofOneKey = 0; // checkpoints from before the log had two keys

  constructor(parts: LedgerParts, findings: Findings) {
    this.#parts = parts;
    this.#findings = findings;
  }

  async *notes(): AsyncGenerator<string> {
    for await (const { size, root, note } of databaseNotes(this.#parts.client)) {
      const says = checkpointOf(note);
      if (says === null || says.size !== size || Buffer.compare(says.root, root) !== 0) {
        const words = 'The columns of this checkpoint are not what its note says.';
        this.#findings.add('verifier-state-forged', `checkpoint ${size}`, words, [note]);
      }
      if (this.#isOfOneKey(note)) this.ofOneKey += 1;
      else yield note;
    }
  }

  /**
   * Before the log had a second key its checkpoints were signed once. They were never anchored, and nothing rests on
   * them; once both keys have signed, one alone is a finding like any other.
   */
  #isOfOneKey(note: string): boolean {
    if (this.#bothKeysSigned) return false;
    this.#bothKeysSigned = !isFinding(checkNote(note, this.#parts.trust));
    return !this.#bothKeysSigned && isSigned(note, this.#parts.trust.logs);
  }

  take(rows: PackedRows): readonly Uint8Array[] {
    this.#rows = rows;
    this.#first = this.#read;
    this.#read += rows.length;
    return Array.from({ length: rows.length }, (_, row) => rows.bytes(row, 'entry'));
  }

  entry({ index, leaf, fields }: ReadEntry): void {
    const rows = this.#rows;
    const row = Number(index) - this.#first;
    if (rows === null || row >= rows.length) return;
    const idx = rows.integer(row, 'idx');
    if (idx !== Number(index)) {
      this.#findings.add('verifier-state-forged', `entry ${index}`, `The database numbers it ${idx}.`);
    }
    if (fields !== null && !isAsRecorded(rows, row, { leaf, fields }))
      this.#suspects.push({ idx, index, leaf, fields });
  }

  /** Reads the rows of this batch that are not as recorded once more, to say in words what is wrong with each. */
  async suspects(): Promise<void> {
    const suspects = this.#suspects;
    this.#suspects = [];
    const [first, last] = [suspects.at(0), suspects.at(-1)];
    if (first === undefined || last === undefined) return;
    const rows = await rowsBetween(this.#parts.client, BigInt(first.idx), BigInt(last.idx) + 1n);
    const byIndex = new Map(rows.map((row) => [row.idx, row]));
    for (const { idx, index, ...read } of suspects) {
      const row = byIndex.get(String(idx));
      if (row !== undefined) checkRow(row, read, `entry ${index}`, this.#findings);
    }
  }

  grown(nodes: readonly TreeNode[]): void {
    for (const node of nodes) this.#nodes.push(node);
  }

  async nodes(): Promise<void> {
    const nodes = this.#nodes;
    this.#nodes = [];
    for (const { level, n } of await differingNodes(this.#parts.client, nodes)) {
      const words = 'The database’s hash is not the one that the entries give.';
      this.#findings.add('verifier-state-forged', `node ${level}/${n}`, words);
    }
  }
}

/** The anchored entries, held beside the database's until the first difference. */
class Beside {
  readonly #anchored: AsyncIterator<readonly Uint8Array[]>;
  #held: readonly Uint8Array[] = [];
  #at = 0;
  #index = 0n;
  #state: 'equal' | 'different' | 'ended' = 'equal';

  constructor(anchored: AsyncIterable<readonly Uint8Array[]>) {
    this.#anchored = anchored[Symbol.asyncIterator]();
  }

  async compare(entries: readonly Uint8Array[]): Promise<void> {
    for (const entry of entries) {
      if (this.#at === this.#held.length) await this.#more();
      const other = this.#held[this.#at];
      if (this.#state !== 'equal' || other === undefined) return;
      if (Buffer.compare(entry, other) !== 0) {
        this.#state = 'different';
        return;
      }
      this.#at += 1;
      this.#index += 1n;
    }
  }

  /** In: where the database ended, if it has fewer entries than were anchored. */
  async firstDifference(endedAt: bigint | null): Promise<bigint | null> {
    await this.#anchored.return?.(undefined);
    if (this.#state === 'different') return this.#index;
    return this.#state === 'ended' ? null : endedAt;
  }

  async #more(): Promise<void> {
    if (this.#state !== 'equal') return;
    try {
      const { value, done } = await this.#anchored.next();
      if (done === true) this.#state = 'ended';
      else [this.#held, this.#at] = [value, 0];
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      this.#state = 'ended'; // a hole in the anchors, found there already
    }
  }
}

function isSigned(note: string, keys: readonly VerifierKey[]): boolean {
  try {
    openCheckpoint(note, keys);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

function checkpointOf(note: string): { readonly size: bigint; readonly root: Uint8Array } | null {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof LedgerError) return null; // the verification says it in its own words
    throw error;
  }
}
