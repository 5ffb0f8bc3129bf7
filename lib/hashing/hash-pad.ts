import { nativeSha256Into } from './native-sha256.ts';

const padBytes = 65_536;
const keptLengths = 4096;

/** Where a prefix and what follows it are put together to be hashed, over and over. */
export class HashPad {
  /** Begins with the prefix; the rest is for whoever hashes. */
  readonly bytes = new Uint8Array(padBytes);
  readonly #kept = new Array<Uint8Array | undefined>(keptLengths); // most pieces are as long as one before

  constructor(prefix: Uint8Array) {
    this.bytes.set(prefix);
  }

  /** SHA-256 of the first `length` bytes, written to `into` from `at` on. */
  hashInto(length: number, into: Uint8Array, at: number): void {
    nativeSha256Into(this.#first(length), into, at);
  }

  #first(length: number): Uint8Array {
    const kept = this.#kept[length];
    if (kept !== undefined) return kept;
    const view = this.bytes.subarray(0, length);
    if (length < keptLengths) this.#kept[length] = view;
    return view;
  }
}
