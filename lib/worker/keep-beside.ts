import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { type AnchorRef, keepProblem } from './anchor-rows.ts';

/** How the store of the anchors is called in the anchors' table. */
export function storeRef(store: AnchorStore): AnchorRef {
  return { kind: 'store', name: 'store', place: store.place };
}

/**
 * Puts what somebody said about a checkpoint beside it. Saying it again gives other bytes (a later time): the first
 * one that was kept stays. A store that fails is the store's problem and takes nothing away from the answer.
 */
export async function keepBeside(
  client: Client,
  store: AnchorStore,
  {
    path,
    bytes,
    contentType,
  }: { readonly path: string; readonly bytes: Uint8Array; readonly contentType: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    if ((await store.get(path, signal)) === null) await store.put(path, bytes, contentType, signal);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    await keepProblem(client, storeRef(store), error.message, error.code === 'conflict');
  }
}
