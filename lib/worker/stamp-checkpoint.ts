import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import { sha256 } from '../hashing/merkle-hash.ts';
import { checkpointFilePath } from '../ledger/anchor-path.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { TimestampAuthority } from '../ports/timestamp-authority.ts';
import { type AnchorRef, keepProblem, keepReceipt } from './anchor-rows.ts';
import { keepBeside } from './keep-beside.ts';
import type { StoredCheckpoint } from './log-rows.ts';

/**
 * Has one authority stamp the signed note, byte for byte as it is anchored, and keeps its answer in the database and
 * in the anchors. A stated time that does not fit the clock is kept, and shown as the authority's problem.
 */
export async function stampCheckpoint(
  client: Client,
  parts: { readonly authority: TimestampAuthority; readonly place: string; readonly store: AnchorStore },
  checkpoint: StoredCheckpoint,
  signal: AbortSignal,
): Promise<void> {
  const { authority, store } = parts;
  const ref: AnchorRef = { kind: 'timestamp', name: authority.name, place: parts.place };
  try {
    const stamp = await authority.stamp(sha256(Buffer.from(checkpoint.note, 'utf8')), signal);
    const path = checkpointFilePath(checkpoint.size, { kind: 'timestamp', by: authority.name });
    await keepBeside(
      client,
      store,
      { path, bytes: stamp.response, contentType: 'application/timestamp-reply' },
      signal,
    );
    const { genTime: statedAt, anomaly } = stamp.facts;
    await keepReceipt(client, ref, { size: checkpoint.size, receipt: stamp.response, statedAt });
    if (anomaly !== null) await keepProblem(client, ref, anomaly, true);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    await keepProblem(client, ref, error.message, false);
  }
}
