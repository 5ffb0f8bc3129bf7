import { CustodyError } from '../custody/custody-error.ts';
import { rootOfNodes } from '../ledger/root-of-nodes.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { consistencyProof, inclusionProof, type ReadNode } from '../ledger/tree-proof.ts';
import { fromSoundLedger } from './sound-ledger.ts';
import { withTreeNodes } from './tree-nodes.ts';
import type { Viewer } from './viewer.ts';

/** Hashes and roots in base64, numbers in decimal. */
export interface InclusionAnswer {
  readonly index: string;
  readonly size: string;
  readonly leaf: string;
  readonly root: string;
  readonly hashes: readonly string[]; // from the leaf upwards
}

export interface ConsistencyAnswer {
  readonly from: string;
  readonly to: string;
  readonly fromRoot: string;
  readonly toRoot: string;
  readonly hashes: readonly string[];
}

/**
 * The path from one entry to the root over the first `size` entries (RFC 6962 §2.1.1). Throws `invalid-input` when
 * the numbers are out of order, `not-found` for a size beyond the newest checkpoint,
 * `conflict` for a damaged tree.
 */
export async function inclusionAnswer(
  db: Viewer['db'],
  index: bigint,
  size: bigint,
): Promise<InclusionAnswer> {
  if (index >= size) throw outOfOrder({ index: 'There is no such entry in a log of that size.' });
  return await provenBy(db, size, async (readNode) => ({
    index: `${index}`,
    size: `${size}`,
    leaf: encodeBase64(await readNode(0, index)),
    root: encodeBase64(await rootOfNodes(size, readNode)),
    hashes: (await inclusionProof(size, index, readNode)).map(encodeBase64),
  }));
}

/** As above, that the log of `to` entries begins with the log of `from` entries (RFC 6962 §2.1.2). */
export async function consistencyAnswer(
  db: Viewer['db'],
  from: bigint,
  to: bigint,
): Promise<ConsistencyAnswer> {
  if (from > to) throw outOfOrder({ from: 'The earlier size is larger than the later one.' });
  return await provenBy(db, to, async (readNode) => ({
    from: `${from}`,
    to: `${to}`,
    fromRoot: encodeBase64(await rootOfNodes(from, readNode)),
    toRoot: encodeBase64(await rootOfNodes(to, readNode)),
    hashes: (await consistencyProof(from, to, readNode)).map(encodeBase64),
  }));
}

async function provenBy<T>(
  db: Viewer['db'],
  signedSize: bigint,
  prove: (readNode: ReadNode) => Promise<T>,
): Promise<T> {
  return await fromSoundLedger(() => withTreeNodes(db, prove, signedSize));
}

function outOfOrder(detail: Readonly<Record<string, string>>): CustodyError {
  return new CustodyError('invalid-input', 'These numbers make no proof.', { detail });
}
