import { fromBase64, isEqual } from './bytes.ts';
import { judgeNote } from './judge-note.ts';
import { type Note, readNote } from './note.ts';
import type { Step } from './step.ts';
import { growsOutOf } from './tree.ts';

/** What holding a kept note against today's ledger gave. */
export type NoteComparison =
  | 'not-a-note'
  | 'another-log'
  | 'not-signed' // the kept note
  | 'partly-signed' // the kept note bears one of the log's two signatures: anybody with that key could have made it
  | 'signature-unchecked' // consistent, but this browser cannot check a signature
  | 'same'
  | 'grew' // today's ledger begins with the one of the note
  | 'empty' // the note is over no entry: it proves nothing
  | 'set-back' // the note is over more entries than there are
  | 'split' // two roots for one size
  | 'rewritten'
  | 'today-not-signed';

export interface ComparedNote {
  readonly outcome: NoteComparison;
  readonly steps: readonly Step[];
  readonly kept: { readonly size: string; readonly origin: string } | null;
  readonly today: { readonly size: string } | null;
  readonly proof: string | null; // self-contained, in the form of C2SP tlog-witness: kept size, hashes, today's note
}

/** What is fetched while comparing: today's note, the policy, and the proof between two sizes as base64 hashes. */
export interface LedgerReader {
  note(): Promise<string>;
  policy(): Promise<string>;
  consistency(from: string, to: string): Promise<readonly string[]>;
}

/** Compares a note that somebody kept with the ledger of today, computing everything here. */
export async function compareNote(given: string, reader: LedgerReader): Promise<ComparedNote> {
  const kept = readNote(given.replaceAll('\r\n', '\n').trim());
  if (kept === null) return nothing('not-a-note');
  const [todayText, policy] = await Promise.all([reader.note(), reader.policy()]);
  const today = readNote(todayText);
  if (today === null) return nothing('today-not-signed');
  const about = {
    kept: { size: `${kept.head.size}`, origin: kept.origin },
    today: { size: `${today.head.size}` },
    proof: null,
  };
  if (kept.origin !== today.origin) return { ...about, outcome: 'another-log', steps: [] };
  const [judgedKept, judgedToday] = await Promise.all([judgeNote(kept, policy), judgeNote(today, policy)]);
  const steps = [...within('Kept note', judgedKept.steps), ...within('Today’s', judgedToday.steps)];
  if (judgedKept.signed === false && !judgedKept.partly) return { ...about, outcome: 'not-signed', steps };
  if (judgedToday.signed === false) return { ...about, outcome: 'today-not-signed', steps };
  const compared = await compareTrees(kept, today, reader);
  // Whether it fits is told in the steps; a note of one key proves neither that the log grew nor that it did not.
  if (judgedKept.partly) return { ...about, outcome: 'partly-signed', steps: [...steps, ...compared.steps] };
  const sound = compared.outcome === 'same' || compared.outcome === 'grew';
  const checked = judgedKept.signed === true && judgedToday.signed === true;
  return {
    ...about,
    outcome: sound && !checked ? 'signature-unchecked' : compared.outcome,
    steps: [...steps, ...compared.steps],
    proof: compared.hashes === null ? null : proofText(kept, compared.hashes, todayText),
  };
}

interface ComparedTrees {
  readonly outcome: 'same' | 'grew' | 'empty' | 'set-back' | 'split' | 'rewritten';
  readonly steps: readonly Step[];
  readonly hashes: readonly string[] | null;
}

async function compareTrees(kept: Note, today: Note, reader: LedgerReader): Promise<ComparedTrees> {
  const [older, newer] = [kept.head, today.head];
  if (older.size === 0n) return { outcome: 'empty', steps: [], hashes: null };
  if (older.size > newer.size) return { outcome: 'set-back', steps: [], hashes: null };
  if (older.size === newer.size)
    return { outcome: isEqual(older.root, newer.root) ? 'same' : 'split', steps: [], hashes: [] };
  const hashes = await reader.consistency(`${older.size}`, `${newer.size}`);
  const path = hashes.map(fromBase64).filter((hash) => hash !== null);
  const grew = path.length === hashes.length && (await growsOutOf(older, newer, path));
  const step: Step = {
    title: 'Consistency',
    outcome: grew ? 'held' : 'failed',
    words: grew
      ? `${count(hashes)} give both the root of the kept note and today’s.`
      : `${count(hashes)} do not give both roots.`,
  };
  return { outcome: grew ? 'grew' : 'rewritten', steps: [step], hashes };
}

function count(hashes: readonly string[]): string {
  return hashes.length === 1 ? 'One hash' : `${hashes.length} hashes`;
}

function within(whose: string, steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => ({ ...step, title: `${whose}: ${step.title}` }));
}

/** C2SP tlog-witness "add-checkpoint": what a witness, or anyone, checks by itself beside the kept note. */
function proofText(kept: Note, hashes: readonly string[], today: string): string {
  return `${[`old ${kept.head.size}`, ...hashes].join('\n')}\n\n${today}`;
}

function nothing(outcome: NoteComparison): ComparedNote {
  return { outcome, steps: [], kept: null, today: null, proof: null };
}
