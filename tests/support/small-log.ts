import { generateKeyPairSync, sign } from 'node:crypto';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { checkpointText } from '../../lib/ledger/checkpoint.ts';
import { appendLeaves, emptyTree, rootOf } from '../../lib/ledger/merkle-tree.ts';
import { signatureLine, signNote } from '../../lib/ledger/signed-note.ts';
import { consistencyProof } from '../../lib/ledger/tree-proof.ts';
import { encodeVerifierKey, verifierKey } from '../../lib/ledger/verifier-key.ts';
import { formatWitnessRequest } from '../../lib/ledger/witness-request.ts';

export interface LogKey {
  readonly vkey: string;
  sign(text: string): string;
}

/** One history of a log. `fork` shares the first entries and then tells something else. */
export interface History {
  root(size: number): Uint8Array;
  text(size: number): string;
  note(size: number, keys?: readonly LogKey[]): string;
  proof(oldSize: number, size: number): Promise<Uint8Array[]>;
  /** The body of `POST add-checkpoint`. */
  request(oldSize: number, size: number): Promise<string>;
  fork(at: number, word: string): History;
}

export function logKey(origin: string): LogKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const key = verifierKey(origin, 'ed25519', raw);
  return {
    vkey: encodeVerifierKey(key),
    sign: (text) => signatureLine(origin, key.keyId, sign(null, Buffer.from(text), privateKey)),
  };
}

/** A log whose entry i is "<word> i", as large as anybody asks. */
export function history(
  origin: string,
  key: LogKey,
  wordOf: (index: number) => string = () => 'entry',
): History {
  const build = (size: number) => {
    const leaves = Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`${wordOf(i)} ${i}`)));
    return { leaves, tree: appendLeaves(emptyTree, leaves) };
  };
  const self: History = {
    root: (size) => rootOf(build(size).tree),
    text: (size) => checkpointText(origin, BigInt(size), self.root(size)),
    note: (size, keys = [key]) =>
      signNote(
        self.text(size),
        keys.map((one) => one.sign(self.text(size))),
      ),
    proof: async (oldSize, size) => {
      const { leaves, tree } = build(size);
      const nodes = new Map(tree.nodes.map(({ level, n, hash }) => [`${level}/${n}`, hash]));
      return await consistencyProof(BigInt(oldSize), BigInt(size), async (level, n) => {
        const hash = level === 0 ? leaves[Number(n)] : nodes.get(`${level}/${n}`);
        if (hash === undefined) throw new Error(`No node ${level}/${n}.`);
        return hash;
      });
    },
    request: async (oldSize, size) =>
      formatWitnessRequest({
        oldSize: BigInt(oldSize),
        proof: oldSize > size ? [] : await self.proof(oldSize, size),
        checkpoint: self.note(size),
      }),
    fork: (at, word) => history(origin, key, (index) => (index < at ? wordOf(index) : word)),
  };
  return self;
}
