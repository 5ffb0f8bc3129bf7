import { LedgerError } from './ledger-error.ts';
import { decodeBase64, decodeHash, encodeBase64 } from './strict-base64.ts';

const firstLine = 'c2sp.org/tlog-proof@v1';
const longestPath = 63; // levels of a tree of 2^63 leaves

/** Everything that ties one entry to a signed checkpoint, without any other file. */
export interface TlogProof {
  readonly index: bigint;
  readonly hashes: readonly Uint8Array[]; // audit path from the leaf upwards, 32 bytes each
  readonly checkpoint: string; // the whole signed note, unchecked
  readonly extra: Uint8Array | null; // application data, unauthenticated
}

/** The text of a `.tlog-proof` file. Source: C2SP tlog-proof@v1. */
export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [
    firstLine,
    ...(extra === null ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(encodeBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a `.tlog-proof` file; signature and path are still to be checked. Throws LedgerError if it is malformed. */
export function parseTlogProof(text: string): TlogProof {
  const at = text.indexOf('\n\n');
  if (at === -1) throw new LedgerError('The proof has no checkpoint.');
  const [first, ...lines] = text.slice(0, at).split('\n');
  if (first !== firstLine) throw new LedgerError(`A proof begins with ${firstLine}.`);
  const extraLine = lines[0]?.startsWith('extra ') === true ? lines.shift() : undefined;
  const indexLine = lines.shift();
  if (lines.length > longestPath) throw new LedgerError('The proof is longer than any tree is high.');
  return {
    index: indexOf(indexLine),
    hashes: lines.map((line) => decodeHash(line, 'A hash of the proof')),
    checkpoint: text.slice(at + 2),
    extra: extraLine === undefined ? null : decodeBase64(extraLine.slice('extra '.length), 'The extra data'),
  };
}

function indexOf(line: string | undefined): bigint {
  const [, digits] = /^index (0|[1-9][0-9]{0,19})$/.exec(line ?? '') ?? [];
  if (digits === undefined) throw new LedgerError('The proof does not say which entry it is for.');
  return BigInt(digits);
}
