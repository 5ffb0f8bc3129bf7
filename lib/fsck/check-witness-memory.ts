import type { Client } from 'pg';
import { LedgerError } from '../ledger/ledger-error.ts';
import { openNote } from '../ledger/signed-note.ts';
import type { Witness } from '../ports/witness.ts';
import type { WitnessSaid } from './check-witnesses.ts';
import type { Findings } from './findings.ts';
import type { AnchorParts } from './ledger-parts.ts';

/**
 * Whether a witness still shows what it cosigned: a smaller tree than that of a cosignature of its own that the
 * database keeps is a memory lost, or another witness in its place. Who was asked before the database was read may
 * have cosigned meanwhile, and is asked again.
 */
export async function checkWitnessMemory(
  client: Client,
  { witnesses, origin }: AnchorParts,
  said: readonly WitnessSaid[],
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, view } of said) {
    const witness = witnesses.find((one) => one.name === name);
    if (witness === undefined || view.kind !== 'holds') continue;
    const kept = await newestCosigned(client, witness, origin);
    if (kept === null || view.size >= kept.size) continue;
    const again = await witness.latest(origin, signal);
    if (again.kind !== 'holds' || again.size >= kept.size) continue;
    const words = `It shows ${again.size} entries, and cosigned ${kept.size} before: it lost its memory, or was replaced.`;
    findings.add('witness-rolled-back', `witness ${name}, checkpoint ${again.size}`, words, [
      kept.note,
      again.note,
    ]);
  }
}

/** The largest checkpoint with a good cosignature of its present key, among the newest that the database keeps. */
async function newestCosigned(
  client: Client,
  { name, key }: Witness,
  origin: string,
): Promise<{ readonly size: bigint; readonly note: string } | null> {
  const { rows } = await client.query<{ size: string; note: string; receipt: Buffer | null }>(
    `select a.size, c.note, a.receipt from ledger_anchor a join ledger_checkpoint c on c.size = a.size
     where a.kind = 'witness' and a.name = $1 and starts_with(c.note, $2) order by a.size desc limit 16`,
    [name, `${origin}\n`],
  );
  for (const { size, note, receipt } of rows) {
    const cosigned = note + (receipt?.toString('utf8') ?? '');
    if (isSignedBy(cosigned, key)) return { size: BigInt(size), note: cosigned };
  }
  return null;
}

function isSignedBy(note: string, key: Witness['key']): boolean {
  try {
    openNote(note, [key]);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
