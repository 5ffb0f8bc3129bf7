/** Bytes that arrive in pieces of any length, taken in lengths that somebody wants. */
export class ByteQueue {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes; throws if they do not come. For small lengths. */
  async take(length: number): Promise<Buffer> {
    while (this.#held.length < length) await this.#more();
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  /** At least one byte and at most so many, whatever is there. */
  async some(most: bigint): Promise<Buffer> {
    if (this.#held.length === 0) await this.#more();
    return await this.take(BigInt(this.#held.length) < most ? this.#held.length : Number(most));
  }

  /** Reads everything, and gives the last so many bytes of it. */
  async rest(last: number): Promise<Buffer> {
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return this.#held.subarray(-last);
      this.#held = Buffer.concat([this.#held.subarray(-last), value]);
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#pieces.next();
    if (done === true) throw new Error('The bundle was cut off.');
    this.#held = this.#held.length === 0 ? Buffer.from(value) : Buffer.concat([this.#held, value]);
  }
}
