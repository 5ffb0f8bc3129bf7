import { createHash, type Hash } from 'node:crypto';
import { createGunzip, type Gunzip } from 'node:zlib';
import { blockSize, encodeManifest, manifestRoot } from './block-manifest.ts';
import { sha256 } from './merkle-hash.ts';

/** What is known of bytes that arrived as one stream. Sizes in bytes. */
export interface ReceivedDigests {
  readonly sha256: string; // hex, of the bytes as they arrived
  readonly manifestRoot: string; // base64, RFC 6962 head over the digests of 4 MiB blocks
  readonly manifest: Uint8Array; // 32 bytes a block
  readonly blockCount: number;
  readonly sizeBytes: bigint;
  /**
   * Of the unpacked bytes, where they arrived as gzip and nothing else: whole members, unpacked one after the other (RFC
   * 1952 §2.2), with at most zeros behind them, within `mostUnpacked`.
   */
  readonly content: { readonly sha256: string; readonly sizeBytes: bigint } | null;
}

const mostUnpacked = 64n * 1024n ** 3n; // beyond, the packed bytes speak alone

/** Digests bytes on their way: hand each chunk to `take`, and wait; then `finish`, once. */
export class ReceivedDigester {
  readonly #whole: Hash = createHash('sha256');
  readonly #blocks: Uint8Array[] = [];
  readonly #content = new UnpackedDigest();
  #block: Hash = createHash('sha256');
  #inBlock = 0;
  #size = 0n;

  async take(bytes: Uint8Array): Promise<void> {
    this.#whole.update(bytes);
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + blockSize - this.#inBlock);
      this.#block.update(part);
      this.#inBlock += part.length;
      at += part.length;
      if (this.#inBlock === blockSize) this.#closeBlock();
    }
    this.#size += BigInt(bytes.length);
    await this.#content.take(bytes);
  }

  async finish(): Promise<ReceivedDigests> {
    if (this.#inBlock > 0 || this.#blocks.length === 0) this.#closeBlock();
    if (this.#size === 0n) this.#blocks[0] = sha256();
    const manifest = encodeManifest(this.#size === 0n ? [] : this.#blocks);
    return {
      sha256: this.#whole.digest('hex'),
      manifest,
      manifestRoot: Buffer.from(manifestRoot(manifest)).toString('base64'),
      blockCount: manifest.length / 32,
      sizeBytes: this.#size,
      content: await this.#content.finish(),
    };
  }

  #closeBlock(): void {
    this.#blocks.push(this.#block.digest());
    this.#block = createHash('sha256');
    this.#inBlock = 0;
  }
}

/** Unpacks beside, and keeps nothing but the digest. What is no gzip, a torn one, or one with more behind it, has no content. */
class UnpackedDigest {
  readonly #hash = createHash('sha256');
  #gunzip: Gunzip | null = null;
  #isGzip: boolean | null = null;
  #size = 0n;
  #given = 0;
  #meant = 0; // up to the last byte that is not zero
  #head = new Uint8Array(0);
  #ended: Promise<boolean> = Promise.resolve(false);

  async take(bytes: Uint8Array): Promise<void> {
    if (this.#isGzip === false) return;
    if (this.#isGzip === null) {
      const head = Buffer.concat([this.#head, bytes]);
      this.#head = head;
      if (head.length < 2) return;
      this.#isGzip = head[0] === 0x1f && head[1] === 0x8b;
      if (!this.#isGzip) return;
      this.#open();
      return await this.#write(head);
    }
    await this.#write(bytes);
  }

  async finish(): Promise<ReceivedDigests['content']> {
    if (this.#gunzip === null) return null;
    this.#gunzip.end();
    if (!(await this.#ended)) return null;
    // zlib stops at a zero behind a member and says nothing of what follows it.
    if (this.#gunzip.bytesWritten < this.#meant) return null;
    return { sha256: this.#hash.digest('hex'), sizeBytes: this.#size };
  }

  #open(): void {
    const gunzip = createGunzip();
    this.#gunzip = gunzip;
    this.#ended = new Promise((resolve) => {
      gunzip.on('data', (chunk: Uint8Array) => {
        this.#hash.update(chunk);
        this.#size += BigInt(chunk.length);
        if (this.#size > mostUnpacked) gunzip.destroy();
      });
      gunzip.on('end', () => resolve(true));
      gunzip.on('error', () => resolve(false));
      gunzip.on('close', () => resolve(false));
    });
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const gunzip = this.#gunzip;
    const last = bytes.findLastIndex((byte) => byte !== 0);
    if (last !== -1) this.#meant = this.#given + last + 1;
    this.#given += bytes.length;
    if (gunzip === null || gunzip.destroyed || gunzip.write(bytes)) return;
    await Promise.race([new Promise((resolve) => gunzip.once('drain', resolve)), this.#ended]);
  }
}
