import { describe, expect, it } from 'vitest';
import { noteSignatures } from '../../../lib/queries/note-signatures.ts';
import { noteOver, smallLog, trust } from './small-log.ts';

const log = smallLog(9);

describe('a checkpoint in the list', () => {
  it.each([
    ['every key of the log signed', noteOver(log, 9), 'every-key'],
    ['only the first key signed', noteOver(log, 9, { without: 'ecdsa-p256' }), 'one-key'],
    ['only the second key signed', noteOver(log, 9, { without: 'ed25519' }), 'one-key'],
    ['was changed after it was signed', noteOver(log, 9).replace('\n9\n', '\n8\n'), 'wrong'],
    [
      'is of a log that the policy does not know',
      noteOver(log, 9).replaceAll('log.example/1', 'x'),
      'unknown',
    ],
    ['is no note', 'nothing', 'wrong'],
  ])('that %s is shown as what it is', (_, note, expected) => {
    expect(noteSignatures(note, trust)).toBe(expected);
  });

  it('is unknown where the policy cannot be read', () => {
    expect(noteSignatures(noteOver(log, 9), null)).toBe('unknown');
  });
});
