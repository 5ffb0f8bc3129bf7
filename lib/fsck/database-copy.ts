import type { Client } from 'pg';
import { checkNote, isFinding } from '../ledger/check-note.ts';
import { openCheckpoint, parseCheckpoint } from '../ledger/checkpoint.ts';
import type { NodeRow } from '../ledger/growing-tree.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import { parseNote } from '../ledger/signed-note.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import { checkRow } from './check-row.ts';
import { databaseNotes, differingNodes, rowsBetween } from './database-rows.ts';
import type { Findings } from './findings.ts';
import { isAsRecorded } from './is-as-recorded.ts';
import { column, type PackedRows, packedRows } from './packed-rows.ts';
import { recordedErasures } from './recorded-erasures.ts';
import type { LedgerCopy } from './walk-copies.ts';

/**
 * The database as one side of a walk, re-derived from its first entry: columns, events and nodes are held against its
 * entries as they are read. What is wrong goes to `findings`.
 */
export class DatabaseCopy implements LedgerCopy {
  readonly #client: Client;
  readonly #trust: TrustPolicy;
  readonly #findings: Findings;
  readonly #progress: (done: bigint) => void;
  #rows: PackedRows | null = null;
  #suspects: Suspect[] = [];
  #nodes: NodeRow[] = [];
  #read = 0n;
  #bothKeysSigned = false;
  ofOneKey = 0; // checkpoints from before the log had two keys

  constructor(
    { client, trust }: { readonly client: Client; readonly trust: TrustPolicy },
    findings: Findings,
    progress: (done: bigint) => void,
  ) {
    this.#client = client;
    this.#trust = trust;
    this.#findings = findings;
    this.#progress = progress;
  }

  async *notes(): AsyncGenerator<string> {
    for await (const { size, root, note } of databaseNotes(this.#client)) {
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
    this.#bothKeysSigned = !isFinding(checkNote(note, this.#trust));
    return !this.#bothKeysSigned && isSigned(note, this.#trust.logs);
  }

  async *batches(): AsyncGenerator<PackedRows> {
    for await (const rows of packedRows(this.#client)) {
      this.#rows = rows;
      yield rows;
      this.#read += BigInt(rows.length);
      this.#progress(this.#read);
    }
  }

  entry(read: ReadEntry, inBatch: number): void {
    const rows = this.#rows;
    if (rows === null) return;
    const idx = rows.integer(inBatch, column.idx);
    if (idx !== read.at)
      this.#findings.add('verifier-state-forged', `entry ${read.at}`, `The database numbers it ${idx}.`);
    if (isAsRecorded(rows, inBatch, read)) return;
    const { fields } = read;
    if (fields !== null)
      this.#suspects.push({ idx, where: `entry ${read.at}`, leaf: read.leaf.slice(), fields });
  }

  grown(rows: readonly NodeRow[]): void {
    this.#nodes.push(...rows);
  }

  async checkpoint(): Promise<void> {} // that it fits the entries is all

  async batchRead(): Promise<void> {
    await this.#lookAtSuspects();
    await this.#compareNodes();
  }

  /** Reads the rows of this batch that are not as recorded once more, to say in words what is wrong with each. */
  async #lookAtSuspects(): Promise<void> {
    const suspects = this.#suspects;
    this.#suspects = [];
    const [first, last] = [suspects.at(0), suspects.at(-1)];
    if (first === undefined || last === undefined) return;
    const rows = await rowsBetween(this.#client, BigInt(first.idx), BigInt(last.idx) + 1n);
    const byIndex = new Map(rows.map((row) => [row.idx, row]));
    const gone = rows.filter(({ event }) => (event?.body ?? null) === null).map(({ event_id }) => event_id);
    const erased = await recordedErasures(this.#client, gone);
    for (const { idx, where, ...read } of suspects) {
      const row = byIndex.get(String(idx));
      if (row !== undefined) checkRow(row, read, where, this.#findings, erased);
    }
  }

  async #compareNodes(): Promise<void> {
    const nodes = this.#nodes;
    this.#nodes = [];
    for (const { level, n } of await differingNodes(this.#client, nodes)) {
      const words = 'The database’s hash is not the one that the entries give.';
      this.#findings.add('verifier-state-forged', `node ${level}/${n}`, words);
    }
  }
}

/** A row that is not what its entry says. */
interface Suspect {
  readonly idx: number;
  readonly where: string;
  readonly leaf: Uint8Array;
  readonly fields: LedgerEntry;
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
