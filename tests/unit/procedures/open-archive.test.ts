import { expect, it } from 'vitest';
import type { DiskReader } from '../../../lib/ports/evidence-locker.ts';
import { judgeBundle } from '../../../lib/procedures/import/judge-bundle.ts';
import { zipOf } from '../../support/zip-of.ts';
import { policyText } from '../ledger/small-log.ts';

const countsAt = [98 - 24, 98 - 32]; // from the end of an archive: the number of its files, here and in all

it('refuses an archive by the number of files that it names, before it reads one of them', async () => {
  const bytes = await zipOf(new Map([['bagit.txt', Buffer.from('BagIt-Version: 1.0\n')]]));
  for (const countAt of countsAt) {
    expect(bytes.readBigUInt64LE(bytes.length - countAt)).toBe(1n);
    bytes.writeBigUInt64LE(5_000_000n, bytes.length - countAt);
  }
  const asked: bigint[] = [];
  const verdict = await judgeBundle(stored(bytes, asked), policyText, AbortSignal.timeout(10_000));
  expect(verdict).toMatchObject({
    outcome: 'unreadable',
    findings: [{ words: expect.stringContaining('it names 5000000 files, and at most 400000 are read') }],
  });
  expect(asked).toEqual([BigInt(bytes.length - 98)]);
});

/** A stored blob; notes where each read began. */
function stored(bytes: Buffer, asked: bigint[]): DiskReader {
  return {
    ...{ sizeBytes: BigInt(bytes.length), etag: '"1"', dataRanges: async () => null },
    read: async (start: bigint, end: bigint) => {
      asked.push(start);
      return (async function* () {
        yield bytes.subarray(Number(start), Number(end));
      })();
    },
  };
}
