import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFixedFooter, readVhdFooter, requireFixedVhd, VhdError } from '../../../lib/hashing/vhd.ts';

const uuid = '0b8a3c5e-6d1f-4b7a-9c2d-3e4f5a6b7c8d';
const createdAt = new Date('2026-11-21T23:04:05.000Z');
const gib = 1024n ** 3n;

function withField(at: number, bytes: readonly number[]): Uint8Array {
  const footer = makeFixedFooter(gib, uuid, createdAt);
  footer.set(bytes, at);
  footer.set([0, 0, 0, 0], 64);
  const sum = footer.reduce((total, byte) => total + byte, 0);
  new DataView(footer.buffer).setUint32(64, ~sum >>> 0);
  return footer;
}

describe('the footer of a VHD', () => {
  it('reads back as it was made', () => {
    expect(readVhdFooter(makeFixedFooter(gib, uuid, createdAt))).toEqual({
      type: 'fixed',
      currentSize: gib,
      originalSize: gib,
      dataOffset: null,
      createdAt,
      creatorApplication: 'hfst',
      geometry: { cylinders: 2080, heads: 16, sectorsPerTrack: 63 },
      uuid,
    });
  });

  it('has its fields where the specification puts them', () => {
    const footer = Buffer.from(makeFixedFooter(gib, uuid, createdAt));
    expect(footer.toString('latin1', 0, 8)).toBe('conectix');
    expect(footer.readUInt32BE(8)).toBe(2);
    expect(footer.readBigUInt64BE(16)).toBe(0xffffffffffffffffn);
    expect(footer.readBigUInt64BE(48)).toBe(gib);
    expect(footer.readUInt32BE(60)).toBe(2);
    expect(footer.toString('hex', 68, 84)).toBe(uuid.replaceAll('-', ''));
    expect(footer.subarray(84).every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    // Geometry of well-known sizes, as the specification's algorithm gives it.
    [2n * 1024n ** 2n, { cylinders: 60, heads: 4, sectorsPerTrack: 17 }],
    [128n * gib, { cylinders: 65_535, heads: 16, sectorsPerTrack: 255 }],
    [4095n * gib, { cylinders: 65_535, heads: 16, sectorsPerTrack: 255 }],
  ])('of %d bytes has the geometry of the specification', (size, geometry) => {
    expect(readVhdFooter(makeFixedFooter(size, uuid, createdAt)).geometry).toEqual(geometry);
  });

  it('is refused when any one byte is another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 511 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const footer = makeFixedFooter(gib, uuid, createdAt);
        footer[at] = (footer[at] ?? 0) ^ change;
        expect(() => readVhdFooter(footer)).toThrow(VhdError);
      }),
    );
  });

  it('of a dynamic disk tells where its header lies', () => {
    const footer = readVhdFooter(withField(60, [0, 0, 0, 3]));
    expect(footer.type).toBe('dynamic');
    expect(footer.dataOffset).toBe(0xffffffffffffffffn);
  });

  it.each<[string, Uint8Array]>([
    ['a differencing disk', withField(60, [0, 0, 0, 4])],
    ['an unknown type', withField(60, [0, 0, 0, 9])],
    ['an unknown version', withField(12, [0, 2, 0, 0])],
    ['a size of nothing', withField(48, [0, 0, 0, 0, 0, 0, 0, 0])],
    ['a size that is no multiple of 512', withField(48, [0, 0, 0, 0, 0, 0, 2, 1])],
    ['zeros', new Uint8Array(512)],
    ['511 bytes', makeFixedFooter(gib, uuid, createdAt).subarray(1)],
  ])('is refused for %s', (_, bytes) => {
    expect(() => readVhdFooter(bytes)).toThrow(VhdError);
  });

  it('reads the same from the middle of a larger buffer', () => {
    const large = new Uint8Array(2048);
    large.set(makeFixedFooter(gib, uuid, createdAt), 1024);
    expect(readVhdFooter(large.subarray(1024, 1536)).uuid).toBe(uuid);
  });

  it('fits a file of its size plus a footer, and no other', () => {
    const footer = readVhdFooter(makeFixedFooter(gib, uuid, createdAt));
    expect(() => requireFixedVhd(footer, gib + 512n)).not.toThrow();
    expect(() => requireFixedVhd(footer, gib)).toThrow(VhdError);
    expect(() => requireFixedVhd({ ...footer, type: 'dynamic' }, gib + 512n)).toThrow(VhdError);
  });

  it('cannot be made for an impossible disk', () => {
    expect(() => makeFixedFooter(0n, uuid, createdAt)).toThrow(VhdError);
    expect(() => makeFixedFooter(1000n, uuid, createdAt)).toThrow(VhdError);
    expect(() => makeFixedFooter(512n, 'no-uuid', createdAt)).toThrow(VhdError);
  });
});
