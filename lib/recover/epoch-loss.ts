import type { Client } from 'pg';
import { anchoredNames } from '../fsck/anchored-copy.ts';
import { askWitnesses } from '../fsck/check-witnesses.ts';
import type { AnchorParts } from '../fsck/ledger-parts.ts';
import { checkpointFilePath } from '../ledger/anchor-path.ts';
import { checkNote, isFinding, type JudgedNote } from '../ledger/check-note.ts';
import type { LostHistory } from '../ledger/epoch-statement.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { headSize, isRootAt } from '../worker/log-rows.ts';

const notesAtOnce = 100;

/** What a database has left of its epoch, and what was signed of it beyond that. */
export interface EpochLoss {
  readonly last: JudgedNote | null; // newest checkpoint that the entries here bear out
  readonly carried: bigint; // entries here
  readonly lost: readonly LostHistory[]; // empty: nothing that was signed for is missing
}

/**
 * Holds every signed checkpoint that can be had of this epoch against the entries that are here: those of the
 * database, of the anchors and of the witnesses. Notes that the policy does not believe say nothing.
 */
export async function epochLoss(client: Client, parts: AnchorParts, signal: AbortSignal): Promise<EpochLoss> {
  const search = new Search(client, parts, await headSize(client));
  for await (const note of storedNotes(client)) if (await search.take('the database', note)) break;
  for (const { name, view } of await askWitnesses(parts, signal)) {
    if (view.kind === 'holds') await search.take(`the witness ${name}`, view.note);
  }
  for await (const note of notesBeyond(parts, search.last?.checkpoint.size ?? 0n, signal))
    await search.take('the store of the anchors', note);
  return { last: search.last, carried: search.carried, lost: search.lost() };
}

class Search {
  readonly #client: Client;
  readonly #parts: AnchorParts;
  readonly carried: bigint;
  readonly #lost = new Map<string, LostHistory>(); // the largest by holder and kind
  last: JudgedNote | null = null;

  constructor(client: Client, parts: AnchorParts, carried: bigint) {
    this.#client = client;
    this.#parts = parts;
    this.carried = carried;
  }

  /** Out: whether the note is borne out. */
  async take(heldBy: string, note: string): Promise<boolean> {
    const judged = checkNote(note, this.#parts.trust);
    if (isFinding(judged) || judged.checkpoint.origin !== this.#parts.origin) return false;
    const { size, root } = judged.checkpoint;
    if (size <= this.carried && (await isRootAt(this.#client, { size, root }))) {
      if (this.last === null || this.last.checkpoint.size < size) this.last = judged;
      return true;
    }
    const is = size > this.carried ? ('longer' as const) : ('another' as const);
    const known = this.#lost.get(`${heldBy} ${is}`);
    if (known === undefined || BigInt(known.size) < size) {
      this.#lost.set(`${heldBy} ${is}`, { heldBy, size: size.toString(), root: encodeBase64(root), is });
    }
    return false;
  }

  lost(): readonly LostHistory[] {
    return Array.from(this.#lost.values());
  }
}

/** The database's own notes, newest first. */
async function* storedNotes(client: Client): AsyncGenerator<string> {
  for (let below = (1n << 63n) - 1n; ; ) {
    const { rows } = await client.query<{ size: string; note: string }>(
      `select size, note from ledger_checkpoint where size < $1 order by size desc limit ${notesAtOnce}`,
      [below],
    );
    for (const { note } of rows) yield note;
    const last = rows.at(-1);
    if (last === undefined) return;
    below = BigInt(last.size);
  }
}

/** Anchored notes of more than `size` entries. */
async function* notesBeyond(
  { store }: AnchorParts,
  size: bigint,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const names of anchoredNames(store, null, signal)) {
    if (!names.hasNote || names.size <= size) continue;
    const bytes = await store.get(checkpointFilePath(names.size, { kind: 'note' }), signal);
    if (bytes !== null) yield Buffer.from(bytes).toString('utf8');
  }
}
