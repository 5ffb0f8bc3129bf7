import { formatTlogProof } from '../ledger/tlog-proof.ts';

/** One event with what ties it to a signed checkpoint. */
export interface ProvenEvent {
  readonly index: bigint;
  readonly entry: Uint8Array;
  readonly hashes: readonly Uint8Array[]; // audit path from the leaf upwards
  readonly note: string; // the signed checkpoint with the witnesses' lines
  readonly disclosed: { readonly body: Uint8Array; readonly salt: Uint8Array } | null; // null: withheld
}

/** The files of one event in a bundle, by path. Source: `lib/ledger/README.md` "The bundle". */
export function eventFiles({
  index,
  entry,
  hashes,
  note,
  disclosed,
}: ProvenEvent): ReadonlyMap<string, Uint8Array> {
  const proof = formatTlogProof({ index, hashes, checkpoint: note, extra: null });
  const files = new Map([
    [`events/${index}/entry.json`, entry],
    [`events/${index}/event.tlog-proof`, new TextEncoder().encode(proof)],
  ]);
  if (disclosed === null) return files;
  files.set(`events/${index}/body.json`, disclosed.body);
  files.set(`events/${index}/salt.bin`, disclosed.salt);
  return files;
}
