import { leafHash } from '../hashing/merkle-hash.ts';
import { decodeEntry, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseTlogProof, type TlogProof } from '../ledger/tlog-proof.ts';
import { type BundleFiles, textOfBytes } from './bundle-files.ts';
import type { Checklist } from './checklist.ts';

/** One event as the bundle holds it, while it is looked at. What is missing or malformed is null, and found. */
export interface ReadEvent {
  readonly index: bigint; // as its folder says
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
  readonly fields: LedgerEntry | null;
  readonly proof: TlogProof | null;
  readonly proofText: string;
  readonly body: Uint8Array | null;
  readonly salt: Uint8Array | null;
}

const eventFile = /^events\/(0|[1-9][0-9]{0,19})\/(entry\.json|body\.json|salt\.bin|event\.tlog-proof)$/;
type EventFile = 'entry.json' | 'event.tlog-proof' | 'body.json' | 'salt.bin';

/** Reads `events/<index>/…` in the order of the log, one at a time. */
export async function* readEvents(files: BundleFiles, checklist: Checklist): AsyncGenerator<ReadEvent> {
  const indexes = new Set<bigint>();
  for (const path of files.paths) {
    const [, index] = eventFile.exec(path) ?? [];
    if (index !== undefined) indexes.add(BigInt(index));
    else if (path.startsWith('events/'))
      checklist.remarks.push(`${path} is no file of a bundle; it was not looked at.`);
  }
  for (const index of [...indexes].sort((a, b) => (a < b ? -1 : 1))) {
    const event = await readEvent(files, index, checklist);
    if (event !== null) yield event;
  }
}

async function readEvent(files: BundleFiles, index: bigint, checklist: Checklist): Promise<ReadEvent | null> {
  const where = `entry ${index}`;
  const read = async (name: EventFile) => {
    const path = `events/${index}/${name}`;
    return files.paths.has(path) ? await files.read(path) : null;
  };
  const entry = await read('entry.json');
  const proofBytes = await read('event.tlog-proof');
  if (entry === null) {
    checklist.find('damage', where, 'The file entry.json of this event is missing.');
    return null;
  }
  if (proofBytes === null)
    checklist.find('unproven', where, 'The file event.tlog-proof of this event is missing.');
  const proofText =
    proofBytes === null ? '' : orFind(checklist, where, () => textOfBytes(proofBytes, 'The proof'));
  return {
    index,
    entry,
    leaf: leafHash(entry),
    fields: orFind(checklist, where, () => decodeEntry(entry)),
    proof:
      proofText === '' || proofText === null
        ? null
        : orFind(checklist, where, () => parseTlogProof(proofText)),
    proofText: proofText ?? '',
    body: await read('body.json'),
    salt: await read('salt.bin'),
  };
}

/** What `make` gives, or null and a finding. */
function orFind<T>(checklist: Checklist, where: string, make: () => T): T | null {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    checklist.find('damage', where, cause.message);
    return null;
  }
}
