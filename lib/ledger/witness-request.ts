import { LedgerError } from './ledger-error.ts';
import { decodeHash, encodeBase64 } from './strict-base64.ts';

const longestProof = 63;

/** The body of `POST add-checkpoint`, which is also how a consistency proof is handed to a person. */
export interface WitnessRequest {
  readonly oldSize: bigint;
  readonly proof: readonly Uint8Array[]; // RFC 6962 §2.1.2, 32 bytes each
  readonly checkpoint: string; // the whole signed note
}

/** Source: C2SP tlog-witness "add-checkpoint". */
export function formatWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): string {
  return `${[`old ${oldSize}`, ...proof.map(encodeBase64)].join('\n')}\n\n${checkpoint}`;
}

/** Reads such a body; proof and signatures are still to be checked. Throws LedgerError if it is malformed. */
export function parseWitnessRequest(body: string): WitnessRequest {
  const at = body.indexOf('\n\n');
  if (at === -1) throw new LedgerError('The request holds no checkpoint.');
  const [first, ...lines] = body.slice(0, at).split('\n');
  const [, oldSize] = /^old (0|[1-9][0-9]{0,19})$/.exec(first ?? '') ?? [];
  if (oldSize === undefined) throw new LedgerError('The request does not name the old size.');
  if (lines.length > longestProof) throw new LedgerError('The proof is longer than any tree is high.');
  return {
    oldSize: BigInt(oldSize),
    proof: lines.map((line) => decodeHash(line, 'A hash of the proof')),
    checkpoint: body.slice(at + 2),
  };
}
