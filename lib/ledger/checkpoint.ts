import { LedgerError } from './ledger-error.ts';
import { openNote } from './signed-note.ts';
import { decodeHash, encodeBase64 } from './strict-base64.ts';
import { requireKeyName, type VerifierKey } from './verifier-key.ts';

/** What a log says of itself at one moment. */
export interface Checkpoint {
  readonly origin: string; // the log's name, also the name of its keys
  readonly size: bigint; // entries
  readonly root: Uint8Array; // RFC 6962 tree head, 32 bytes
}

/** The three lines that are signed, each with its newline. Source: C2SP tlog-checkpoint "Note text". */
export function checkpointText(origin: string, size: bigint, root: Uint8Array): string {
  requireKeyName(origin);
  if (size < 0n) throw new LedgerError('A tree size is never negative.');
  if (root.length !== 32) throw new LedgerError('A root has 32 bytes.');
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** Reads checkpoint text. Throws LedgerError for anything but the three lines; extension lines are refused. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, last, ...more] = text.split('\n');
  if (origin === undefined || size === undefined || root === undefined || last !== '' || more.length > 0) {
    throw new LedgerError('A checkpoint has three lines.');
  }
  requireKeyName(origin);
  if (!/^(0|[1-9][0-9]{0,19})$/.test(size))
    throw new LedgerError('The size of the checkpoint is no plain number.');
  return { origin, size: BigInt(size), root: decodeHash(root, 'The root of the checkpoint') };
}

/**
 * Opens a signed checkpoint of one log. Throws LedgerError unless a trusted key that bears the log's own name
 * signed it; other signatures (witnesses) may stand beside.
 */
export function openCheckpoint(note: string, trusted: readonly VerifierKey[]): Checkpoint {
  const opened = openNote(note, trusted);
  const checkpoint = parseCheckpoint(opened.text);
  // A witness could call itself what the log is called: its signature states something else.
  if (!opened.signedBy.some((key) => key.name === checkpoint.origin && key.algorithm !== 'cosignature-v1')) {
    throw new LedgerError(`No trusted key of ${checkpoint.origin} signed this checkpoint.`);
  }
  return checkpoint;
}
