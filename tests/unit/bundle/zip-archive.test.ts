import { beforeAll, describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../lib/bundle/bag/byte-source.ts';
import { zipArchive } from '../../../lib/bundle/bag/zip-archive.ts';
import { nativeCrc32 as pageCrc32 } from '../../../lib/bundle/browser/native-crc32.ts';
import { verifyBundle } from '../../../lib/bundle/verify-bundle.ts';
import { nativeCrc32 } from '../../../lib/hashing/native-crc32.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { bagOf, craftedBag } from '../../support/crafted-bag.ts';
import { type BundleMap, craftedEvents, craftedTrust } from '../../support/crafted-bundle.ts';
import { joined, zipOf } from '../../support/zip-of.ts';

const image = 'data/evidence/EV.vhd';
let bag: BundleMap;
let zip: Buffer;
beforeAll(async () => {
  bag = await bagOf(
    new Map([
      ['evidence/EV.vhd', Buffer.alloc(70_000, 'x')],
      ['leer.txt', Buffer.alloc(0)],
    ]),
  );
  zip = await zipOf(bag, [image]);
});

describe('an archive as the portal makes it', () => {
  it('gives every file, streamed or not, whole or in pieces, and reads no more than it needs at once', async () => {
    const asked: number[] = [];
    const counted = bytes(zip);
    const archive = await zipArchive({
      ...counted,
      read: (offset, length) => {
        asked.push(length);
        return counted.read(offset, length);
      },
    });
    expect([...archive.paths]).toEqual([...bag.keys()]);
    expect(archive.folder).toBe('INC-1-bundle');
    for (const [path, content] of bag) {
      expect(archive.sizeOf(path)).toBe(content.length);
      expect(Buffer.from(await archive.read(path)).equals(content)).toBe(true);
      expect((await joined(archive.pieces(path))).equals(content)).toBe(true);
    }
    expect(Math.max(...asked)).toBeLessThanOrEqual(1024 * 1024);
    expect(archive.archive.damaged()).toEqual([]);
    await expect(archive.read('data/none')).rejects.toThrow('There is no file');
  });

  it('is refused, or the file is found out, whichever one byte is another, and cut at every length', async () => {
    const passed: number[] = [];
    for (let at = 0; at < zip.length; at += within(at) ? 4099 : 1) {
      for (const flip of [0x01, 0x80]) {
        const changed = Buffer.from(zip);
        changed[at] = (changed[at] ?? 0) ^ flip;
        if ((await outcome(changed)) === 'as it was') passed.push(at);
      }
    }
    expect(passed).toEqual([]);
    for (let length = 0; length < zip.length; length += length < 200 ? 1 : 997)
      await expect(zipArchive(bytes(zip.subarray(0, length)))).rejects.toThrow(LedgerError);
  });

  it.each<[string, (whole: Buffer) => Buffer, string]>([
    [
      'bytes before it',
      (whole) => Buffer.concat([Buffer.from('#!/bin/sh\n'), whole]),
      'not where its end says',
    ],
    ['bytes behind it', (whole) => Buffer.concat([whole, Buffer.from('x')]), 'its end has another'],
    [
      'a comment',
      (whole) => Buffer.concat([put16(whole, whole.length - 2, 1), Buffer.from('x')]),
      'its end has another',
    ],
    ['its end missing', (whole) => whole.subarray(0, whole.length - 200), 'was cut off on its way'],
    ['other bytes than an archive’s', () => Buffer.alloc(5_000, 'rack'), 'is no .zip archive'],
    ['another date', (whole) => put16(whole, 12, 99), 'has another date than'],
    ['packing', (whole) => put16(whole, 8, 8), 'has another packing than'],
    [
      'a checksum behind the bytes that the directory does not have',
      (whole) => flipDescriptor(whole),
      'has another checksum',
    ],
  ])('is refused with %s, in words', async (_, change, words) => {
    await expect(zipArchive(bytes(change(zip)))).rejects.toThrow(words);
  });

  it('is refused with a gap, or with one file fewer in the directory than there are', async () => {
    const one = await zipOf(new Map([['a', Buffer.from('1')]]));
    const two = await zipOf(
      new Map([
        ['a', Buffer.from('1')],
        ['b', Buffer.from('2')],
      ]),
    );
    // The directory of one file behind the bytes of two: the second belongs to nobody.
    const start = (whole: Buffer) => Number(whole.readBigUInt64LE(whole.length - 98 + 48));
    const tail = Buffer.from(one.subarray(start(one)));
    const at = tail.length - 98;
    tail.writeBigUInt64LE(BigInt(start(two)), at + 48);
    tail.writeBigUInt64LE(BigInt(start(two) + at), at + 64);
    await expect(zipArchive(bytes(Buffer.concat([two.subarray(0, start(two)), tail])))).rejects.toThrow(
      'belong to no file',
    );
  });

  it.each([
    ['leads out', '../policy', 'holds the path'],
    ['is absolute', '/etc/passwd', 'holds the path'],
    ['has a backslash', 'a\\b', 'holds the path'],
    ['ends in a dot, which Windows drops', 'data./a', 'holds the path'],
    ['ends in a space', 'a ', 'holds the path'],
    ['has a NUL', 'a\u0000', 'holds the path'],
    ['reads the other way round', 'a\u202eb', '\\u{202e}'],
    ['is in another spelling of its characters', 'data/a\u0308', 'one spelling'],
  ])('is neither made nor read with a name that %s', async (_, path, words) => {
    await expect(zipOf(new Map([[path, Buffer.from('x')]]))).rejects.toThrow(words);
    const stand = 'n'.repeat(Buffer.byteLength(path));
    const forged = replaced(await zipOf(new Map([[stand, Buffer.from('x')]])), stand, path);
    await expect(zipArchive(bytes(forged))).rejects.toThrow(words);
  });

  it.each([
    ['twice', 'aa', 'ab', 'aa', 'holds aa twice'],
    ['twice for who does not tell large letters from small', 'aa', 'ab', 'AA', 'holds AA twice'],
    ['twice for who folds letters further', 'as', 'abc', 'a\u017f', 'twice'],
    ['as a file and as a folder', 'aa', 'bb/c', 'aa/c', 'as a file and as a folder'],
  ])('is refused that holds one name %s', async (_, first, second, forgedAs, words) => {
    const made = await zipOf(
      new Map([
        [first, Buffer.from('1')],
        [second, Buffer.from('2')],
      ]),
    );
    await expect(zipArchive(bytes(replaced(made, second, forgedAs)))).rejects.toThrow(words);
  });

  it('with a checksum that is not that of the bytes, wherever it stands, is found out by the verifier', async () => {
    const whole = await craftedBag(craftedEvents(3));
    const packed = await zipOf(whole);
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(nativeCrc32(whole.get('bagit.txt') ?? Buffer.alloc(0)));
    const lying = Buffer.from(packed);
    for (let at = lying.indexOf(crc); at >= 0; at = lying.indexOf(crc, at)) lying.writeUInt32LE(7, at);
    const judge = async (of: Buffer) =>
      (await verifyBundle(await zipArchive(bytes(of)), craftedTrust)).findings;
    expect(await judge(packed)).toEqual([]);
    expect(await judge(lying)).toMatchObject([{ attack: 'damage', where: 'bagit.txt' }]);
  });

  it('has the checksums in a browser that it has in Node', () => {
    const piece = Buffer.from('123456789');
    expect(pageCrc32(piece)).toBe(0xcbf43926);
    expect(pageCrc32(zip, pageCrc32(piece))).toBe(nativeCrc32(zip, nativeCrc32(piece)));
  });
});

/** Whether a byte lies well within the content of the image: every so many bytes of it will do. */
function within(at: number): boolean {
  const begin = zip.indexOf('xxxx');
  return at > begin + 8 && at < begin + 69_990;
}

/** "as it was" only if the archive opens and each file has its bytes, under the sum that the archive has of them. */
async function outcome(of: Buffer): Promise<'refused' | 'found out' | 'as it was'> {
  try {
    const archive = await zipArchive(bytes(of));
    for (const path of archive.paths) await archive.read(path);
    return archive.archive.damaged().length > 0 ? 'found out' : 'as it was';
  } catch (error) {
    if (error instanceof LedgerError) return 'refused';
    throw error;
  }
}

function bytes(of: Buffer): ByteSource {
  return {
    size: of.length,
    read: async (offset, length) => {
      if (offset < 0 || length < 0 || offset + length > of.length) throw new Error('asked beyond the end');
      return of.subarray(offset, offset + length);
    },
  };
}

function put16(of: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(of);
  changed.writeUInt16LE(value, at);
  return changed;
}

function flipDescriptor(of: Buffer): Buffer {
  const at = of.indexOf(Buffer.from([0x50, 0x4b, 0x07, 0x08]));
  return put16(of, at + 4, of.readUInt16LE(at + 4) ^ 1);
}

function replaced(of: Buffer, name: string, by: string): Buffer {
  return Buffer.from(
    of.toString('latin1').replaceAll(`/${name}`, `/${Buffer.from(by).toString('latin1')}`),
    'latin1',
  );
}
