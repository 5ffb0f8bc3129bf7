import type { Client } from 'pg';
import { checkpointFilePath } from '../ledger/anchor-path.ts';
import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { parseNote } from '../ledger/signed-note.ts';
import { consistencyProof } from '../ledger/tree-proof.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { Witness } from '../ports/witness.ts';
import { type AnchorRef, keepProblem, keepReceipt } from './anchor-rows.ts';
import type { CheckpointGuard } from './checkpoint-guard.ts';
import { cosignedBy } from './cosigned-by.ts';
import { keepBeside } from './keep-beside.ts';
import { nodesOf, type StoredCheckpoint } from './log-rows.ts';

/**
 * Asks one witness for its cosignature of a checkpoint, and keeps the answer in the database and in the anchors. A
 * witness that is ahead of this database, holds another tree or forgot its own is an alarm; of the first the guard is
 * told the size, at the second it asks what the witness holds.
 */
export async function cosignCheckpoint(
  client: Client,
  parts: {
    readonly witness: Witness;
    readonly place: string;
    readonly store: AnchorStore;
    readonly guard: CheckpointGuard;
  },
  checkpoint: StoredCheckpoint,
  signal: AbortSignal,
): Promise<void> {
  const { witness, store, guard } = parts;
  const ref: AnchorRef = { kind: 'witness', name: witness.name, place: parts.place };
  const answer = await witness.cosign(
    {
      oldSize: await cosignedBy(client, witness, originOf(checkpoint)),
      proof: (oldSize) => consistencyProof(oldSize, checkpoint.size, nodesOf(client)),
      checkpoint: checkpoint.note,
    },
    signal,
  );
  switch (answer.kind) {
    case 'cosigned': {
      const line = Buffer.from(`${answer.line}\n`, 'utf8');
      const statedAt = new Date(Number(answer.time) * 1000);
      await keepReceipt(client, ref, { size: checkpoint.size, receipt: line, statedAt });
      const path = checkpointFilePath(checkpoint.size, { kind: 'cosignature', by: witness.name });
      await keepBeside(
        client,
        store,
        { path, bytes: line, contentType: 'text/plain; charset=utf-8' },
        signal,
      );
      return;
    }
    case 'ahead': {
      guard.witnessed(answer.size);
      const words = `It cosigned ${answer.size} entries, more than there are here: the ledger was set back.`;
      await keepProblem(client, ref, words, true);
      return;
    }
    case 'rolled-back': {
      const words =
        `It names ${answer.size} entries and cosigned more before: it lost its memory, or another stands in its place. ` +
        'Whoever runs it must put its memory back, or give it a new key.';
      await keepProblem(client, ref, words, true);
      return;
    }
    case 'contradicted': {
      guard.contradicted();
      const words = `It cosigned another history of ${answer.size} entries than this one.`;
      await keepProblem(client, ref, words, true);
      return;
    }
    case 'refused':
      await keepProblem(client, ref, `It refused (${answer.status}): ${answer.words}`, false);
      return;
    case 'unreachable':
      await keepProblem(client, ref, answer.words, false);
      return;
  }
}

function originOf({ note }: StoredCheckpoint): string {
  return parseCheckpoint(parseNote(note).text).origin;
}
