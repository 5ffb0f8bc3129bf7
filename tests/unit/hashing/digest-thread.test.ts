import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startDigestThread } from '../../../lib/hashing/digest-thread.ts';

const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('hex'));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a digest thread', () => {
  it('keeps its running digest apart from the digests of blocks', async () => {
    const thread = startDigestThread();
    const [a, b] = [Buffer.from('first'), Buffer.from('second')];
    const replies = await Promise.all([
      thread.perform({ kind: 'append', bytes: a }),
      thread.perform({ kind: 'digest-block', bytes: b }),
      thread.perform({ kind: 'digest-so-far' }),
      thread.perform({ kind: 'append-zeros', length: 3_000_001 }),
      thread.perform({ kind: 'digest-so-far' }),
    ]);
    await thread.stop();
    const withZeros = Buffer.concat([a, Buffer.alloc(3_000_001)]);
    expect(replies.map(hex)).toEqual([null, sha256(b), sha256(a), null, sha256(withZeros)]);
  });

  it('rejects what waits and what comes later when it is stopped, instead of hanging', async () => {
    const thread = startDigestThread();
    const waiting = expect(thread.perform({ kind: 'append-zeros', length: 2 ** 40 })).rejects.toThrow(
      'stopped',
    );
    await thread.stop();
    await waiting;
    await expect(thread.perform({ kind: 'digest-so-far' })).rejects.toThrow('stopped');
  });
});
