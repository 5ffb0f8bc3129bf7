import { checkNote, isFinding } from '../ledger/check-note.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { WitnessView } from '../ports/witness.ts';
import type { Findings } from './findings.ts';
import type { AnchorParts } from './ledger-parts.ts';

/** What one witness holds of the log, by its own word. */
export interface WitnessSaid {
  readonly name: string;
  readonly view: WitnessView;
}

/** One copy of the log, as a witness's word is held against it. */
export interface WitnessedCopy {
  readonly name: string; // for people
  readonly size: bigint;
  readonly rootAt: (size: bigint) => Promise<Uint8Array>;
  readonly newest: string | null; // its newest signed note
}

/** Asks every witness, before the database is read, so that none can be ahead by rights. */
export async function askWitnesses(
  { witnesses, origin }: AnchorParts,
  signal: AbortSignal,
): Promise<readonly WitnessSaid[]> {
  return await Promise.all(
    witnesses.map(async (witness) => ({ name: witness.name, view: await witness.latest(origin, signal) })),
  );
}

/**
 * Holds what the witnesses saw against one copy of the log. A witness that could not be asked is no finding.
 */
export async function checkWitnesses(
  { trust }: AnchorParts,
  said: readonly WitnessSaid[],
  copy: WitnessedCopy,
  findings: Findings,
): Promise<void> {
  for (const { name, view } of said) {
    if (view.kind !== 'holds') continue;
    const where = `witness ${name}, checkpoint ${view.size}`;
    const judged = checkNote(view.note, trust);
    if (isFinding(judged)) {
      findings.add('damage', where, `What it holds cannot be believed: ${judged.words}`, [view.note]);
      continue;
    }
    const proof = copy.newest === null ? [view.note] : [view.note, copy.newest];
    if (view.size > copy.size) {
      const words = `It cosigned ${view.size} entries, and the ${copy.name} has ${copy.size}.`;
      findings.add('rolled-back', where, words, proof);
    } else if (!(await isRootOf(copy.rootAt, view))) {
      const words = `The log signed another root for ${view.size} entries than the ${copy.name} gives: two histories.`;
      findings.add('split-view', where, words, proof);
    }
  }
}

/** Witnesses that could not be asked, in words. */
export function silentWitnesses(said: readonly WitnessSaid[]): readonly string[] {
  return said.map(silence).filter((words) => words !== null);
}

function silence({ name, view }: WitnessSaid): string | null {
  switch (view.kind) {
    case 'holds':
      return null;
    case 'nothing':
      return `The witness ${name} holds nothing of this log.`;
    case 'refused':
    case 'unreachable':
      return `The witness ${name} could not be asked: ${view.words}`;
  }
}

async function isRootOf(
  rootAt: (size: bigint) => Promise<Uint8Array>,
  { size, root }: { readonly size: bigint; readonly root: Uint8Array },
): Promise<boolean> {
  try {
    return Buffer.compare(await rootAt(size), root) === 0;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
