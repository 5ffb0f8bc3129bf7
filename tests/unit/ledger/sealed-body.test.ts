import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bodiesPath, checkpointFilePath, parseCheckpointFilePath } from '../../../lib/ledger/anchor-path.ts';
import { decodeBodies, encodeBodies, openBody, sealBody } from '../../../lib/ledger/sealed-body.ts';

const key = randomBytes(32);
const leaf = randomBytes(32);
const salted = {
  salt: new Uint8Array(randomBytes(32)),
  body: new Uint8Array(Buffer.from('{"who":"analyst"}')),
};

describe('a sealed body', () => {
  it('opens with its key for its entry', () => {
    expect(openBody(key, leaf, sealBody(key, leaf, salted))).toEqual(salted);
  });

  it('is the same bytes when it is sealed again, so that a repeated write is no conflict', () => {
    expect(sealBody(key, leaf, salted)).toEqual(sealBody(key, leaf, salted));
  });

  it('shows nothing of what it holds', () => {
    expect(Buffer.from(sealBody(key, leaf, salted)).includes('analyst')).toBe(false);
  });

  it('never uses one nonce for two entries', () => {
    const nonce = (of: Uint8Array) => Buffer.from(sealBody(key, of, salted).subarray(1, 13)).toString('hex');
    expect(nonce(randomBytes(32))).not.toBe(nonce(leaf));
  });

  it('does not open with another key, for another entry, or with any byte changed', () => {
    const sealed = sealBody(key, leaf, salted);
    expect(() => openBody(randomBytes(32), leaf, sealed)).toThrow('does not open');
    expect(() => openBody(key, randomBytes(32), sealed)).toThrow('does not open');
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = sealed.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => openBody(key, leaf, changed)).toThrow();
    }
    expect(() => openBody(key, leaf, sealed.subarray(0, 40))).toThrow('no sealed body');
  });
});

describe('a file of sealed bodies', () => {
  const bodies = [Uint8Array.of(1, 2, 3), null, Uint8Array.of(9)];

  it('keeps the place of a body that is not there', () => {
    expect(decodeBodies(encodeBodies(bodies), 3)).toEqual(bodies);
  });

  it('is refused when cut short or of another width', () => {
    expect(() => decodeBodies(encodeBodies(bodies).subarray(0, -1), 3)).toThrow('ends too early');
    expect(() => decodeBodies(encodeBodies(bodies), 4)).toThrow('holds 3');
  });
});

describe('the names of anchors', () => {
  it.each([
    [{ kind: 'note' }, 'checkpoints/00000000000000001000.note'],
    [{ kind: 'cosignature', by: 'w1' }, 'checkpoints/00000000000000001000.w1.cosig'],
    [{ kind: 'timestamp', by: 'tsa-ec' }, 'checkpoints/00000000000000001000.tsa-ec.tsr'],
  ] as const)('%o is %s and is read back', (file, path) => {
    expect(checkpointFilePath(1000n, file)).toBe(path);
    expect(parseCheckpointFilePath(path)).toEqual({ size: 1000n, file });
  });

  it.each([
    'checkpoints/1000.note',
    'checkpoints/00000000000000001000.w1.note',
    'tile/0/000',
    'checkpoints/x.cosig',
  ])('%s is none of them', (path) => {
    expect(parseCheckpointFilePath(path)).toBeNull();
  });

  it('put bodies beside their entries', () => {
    expect(bodiesPath({ n: 1_234_067n, width: 12 })).toBe('bodies/x001/x234/067.p/12');
  });
});
