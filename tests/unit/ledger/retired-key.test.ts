import { describe, expect, it } from 'vitest';
import { checkNote, isFinding } from '../../../lib/ledger/check-note.ts';
import { checkpointText } from '../../../lib/ledger/checkpoint.ts';
import { keysInForce } from '../../../lib/ledger/keys-in-force.ts';
import { epochOf, isSameLog, originOfEpoch } from '../../../lib/ledger/log-epoch.ts';
import { signNote } from '../../../lib/ledger/signed-note.ts';
import { parseTrustPolicy } from '../../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey } from '../../../lib/ledger/verifier-key.ts';
import type { CheckpointSigner } from '../../../lib/ports/checkpoint-signer.ts';
import { newSigner } from '../../support/log-signer.ts';

const origin = 'log.example/1';
const [first, second, third] = [newSigner(origin), newSigner(origin), newSigner(origin)];
const lines = [first, second, third].map(({ verifierKey }) => `log ${verifierKey}`);
const policy = parseTrustPolicy(
  [...lines, `#retired ${second.verifierKey} 20`, `#retired ${first.verifierKey} 10`, 'quorum none\n'].join(
    '\n',
  ),
);

async function judged(size: bigint, ...signers: readonly CheckpointSigner[]) {
  const text = checkpointText(origin, size, new Uint8Array(32));
  const note = signNote(text, await Promise.all(signers.map((signer) => signer.sign(text))));
  return checkNote(note, policy);
}

describe('a retired key of the log', () => {
  it('is the one in force up to the size at which it was retired, and its successor beyond', () => {
    const inForce = (size: bigint) => keysInForce(policy, origin, size).map(encodeVerifierKey);
    expect([0n, 10n].map(inForce)).toEqual([[first.verifierKey], [first.verifierKey]]);
    expect([11n, 20n].map(inForce)).toEqual([[second.verifierKey], [second.verifierKey]]);
    expect(inForce(21n)).toEqual([third.verifierKey]);
  });

  it('still vouches for what it signed while it was in force', async () => {
    expect(await judged(10n, first)).toMatchObject({ checkpoint: { size: 10n } });
    expect(await judged(20n, second)).toMatchObject({ checkpoint: { size: 20n } });
  });

  it('is named where a checkpoint beyond that bears its signature alone', async () => {
    const found = await judged(11n, first);
    expect(found).toMatchObject({ attack: 'retired-key', where: 'checkpoint 11' });
    expect(isFinding(found) && found.words).toContain('was retired at 10 entries');
    expect(await judged(21n, second, first)).toMatchObject({ attack: 'retired-key' });
  });

  it('spoils nothing where the key in force signed, too', async () => {
    expect(await judged(11n, first, second)).toMatchObject({ checkpoint: { size: 11n } });
  });

  it('is not replaced by its successor for sizes of its own time', async () => {
    expect(await judged(10n, second)).toMatchObject({ attack: 'damage' });
  });

  it.each([
    ['without a successor', [lines[0], `#retired ${first.verifierKey} 1`], 'names no other'],
    ['that no log line names', [lines[0], `#retired ${second.verifierKey} 1`], 'Line 2'],
    ['at a size that is no number', [lines[0], `#retired ${first.verifierKey} 01`], 'Line 2'],
    [
      'twice',
      [lines[0], lines[1], `#retired ${first.verifierKey} 1`, `#retired ${first.verifierKey} 2`],
      'Line 4',
    ],
  ])('%s is refused', (_, statements, words) => {
    expect(() => parseTrustPolicy([...statements, 'quorum none\n'].join('\n'))).toThrow(words);
  });
});

describe('the name of an epoch', () => {
  it('ends in its number, and one without a number is the first', () => {
    expect(['a.example/prod/1', 'a.example/prod/2', 'a.example/prod', 'a.example/02'].map(epochOf)).toEqual([
      1, 2, 1, 1,
    ]);
    expect(originOfEpoch('a.example/prod/1', 2)).toBe('a.example/prod/2');
    expect(originOfEpoch('a.example/prod', 2)).toBe('a.example/prod/2');
    expect(originOfEpoch('a.example/prod', 1)).toBe('a.example/prod');
  });

  it('keeps logs apart that only look alike', () => {
    expect(isSameLog('a.example/prod/1', 'a.example/prod/2')).toBe(true);
    expect(isSameLog('a.example/prod/1', 'a.example/test/2')).toBe(false);
  });
});
