import { type Checkpoint, parseCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { type OpenedNote, openNote, parseNote, signatureLine } from '../ledger/signed-note.ts';
import { verifyConsistency } from '../ledger/verify-proof.ts';
import { parseWitnessRequest, type WitnessRequest } from '../ledger/witness-request.ts';
import type { HeldCheckpoint } from './held-checkpoint.ts';
import type { WatchedLogs } from './watched-logs.ts';

/** What is asked, after its form and its log's signature were found right. */
export interface SignedRequest {
  readonly request: WitnessRequest;
  readonly checkpoint: Checkpoint;
  readonly text: string; // what the log signed
  readonly signatures: readonly string[]; // the lines that were verified, one per key of the log
}

/** Why something is not cosigned, with the status code that C2SP tlog-witness gives to it. */
export type Refusal =
  | { readonly status: 400 | 403 | 404 | 422; readonly words: string; readonly contradicts: boolean }
  | { readonly status: 409; readonly heldSize: bigint; readonly contradicts: boolean };

/**
 * The first half of the checklist: what needs no memory. In: the body of `POST add-checkpoint`.
 * Source: C2SP tlog-witness "add-checkpoint"; extension lines are refused, as everywhere in this house.
 */
export function readRequest(body: string, logs: WatchedLogs): SignedRequest | Refusal {
  try {
    const request = parseWitnessRequest(body);
    const checkpoint = parseCheckpoint(parseNote(request.checkpoint).text);
    const keys = logs.keys.get(checkpoint.origin);
    if (keys === undefined) return refuse(404, 'This witness does not look after a log of that name.');
    const opened = openIfSigned(request.checkpoint, logs, checkpoint.origin);
    if (opened === null) return refuse(403, 'The log’s signature is missing or not right.');
    if (request.oldSize > checkpoint.size) return refuse(400, 'The old size is larger than the checkpoint.');
    return { request, checkpoint, text: opened.text, signatures: verifiedLines(opened) };
  } catch (error) {
    if (error instanceof LedgerError) return refuse(400, error.message);
    throw error;
  }
}

/**
 * The second half: whether the tree extends the one held. Null means that it may be cosigned. `contradicts` marks a
 * signed checkpoint that may be proof of a log's misbehaviour.
 */
export function compareWithHeld(
  { request, checkpoint }: SignedRequest,
  held: HeldCheckpoint,
): Refusal | null {
  const { oldSize, proof } = request;
  const otherRoot = checkpoint.size === held.size && Buffer.compare(checkpoint.root, held.root) !== 0;
  if (oldSize !== held.size || otherRoot) return { status: 409, heldSize: held.size, contradicts: otherRoot };
  const extendsHeld = verifyConsistency({
    oldSize,
    oldRoot: held.root,
    newSize: checkpoint.size,
    newRoot: checkpoint.root,
    proof,
  });
  if (extendsHeld) return null;
  return { status: 422, words: 'The proof does not lead from the tree held to this one.', contradicts: true };
}

function openIfSigned(note: string, { keys, demand }: WatchedLogs, origin: string): OpenedNote | null {
  const known = keys.get(origin) ?? [];
  try {
    const opened = openNote(note, known);
    return demand === 'any-key' || opened.signedBy.length === known.length ? opened : null;
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}

/** One line per key, and no line of a stranger: what is kept must open again, whatever else stood in the request. */
function verifiedLines({ signedBy, signatures }: OpenedNote): string[] {
  return signedBy.flatMap((key) => {
    const line = signatures.find(
      ({ name, keyId }) => name === key.name && Buffer.compare(keyId, key.keyId) === 0,
    );
    return line === undefined ? [] : [signatureLine(line.name, line.keyId, line.signature)];
  });
}

function refuse(status: 400 | 403 | 404, words: string): Refusal {
  return { status, words, contradicts: false };
}
