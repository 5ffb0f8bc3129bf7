import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';
import { thawGround } from '../../../lib/custody/thaw.ts';
import { openSealedContent } from '../../../lib/procedures/access/sealed-content.ts';

const digests = { algorithm: 'SHA-256', sha256: 'aa', manifestRoot: 'root', sizeBytes: '4096' };
const freeze = { since: '2026-11-01T10:00:00.000Z', n: 10 };
const sealed = fact(3, 'evidence.sealed', { digests });
const began = (n: number, verificationId: string) =>
  fact(n, 'evidence.verification-started', { verificationId });
const ended = (n: number, verificationId: string, change: object = {}) =>
  fact(n, 'evidence.verified', { verificationId, outcome: 'as-sealed', digests, problem: null, ...change });
/** A whole read from its beginning to its end. */
const read = (n: number, change: object = {}) => [began(n, `read ${n}`), ended(n + 1, `read ${n}`, change)];

describe('a thaw', () => {
  it('rests on a whole read since the freeze that gave the sealed digests', () => {
    expect(thawGround(freeze, [sealed, ...read(11)])).toMatchObject({ verified: { outcome: 'as-sealed' } });
  });

  it.each([
    ['no freeze', null, [sealed, ...read(11)], /not frozen/],
    ['no read', freeze, [sealed], /not read whole since it was frozen/],
    ['a read before the freeze', freeze, [sealed, ...read(8)], /not read whole since it was frozen/],
    [
      'a read that was under way when it was frozen',
      freeze,
      [sealed, began(9, 'early'), ended(11, 'early')],
      /not read whole since it was frozen/,
    ],
    [
      'a difference after a good read',
      freeze,
      [sealed, ...read(11), ...read(13, { outcome: 'differs', digests: null })],
      /last full read found that its stored copy is not what was sealed/,
    ],
    [
      'a read without an end',
      freeze,
      [sealed, ...read(11, { outcome: 'not-read', digests: null, problem: 'The copy is missing.' })],
      /came to no end: The copy is missing/,
    ],
    [
      'another digest',
      freeze,
      [sealed, ...read(11, { digests: { ...digests, sha256: 'bb' } })],
      /not those that/,
    ],
    [
      'another size',
      freeze,
      [sealed, ...read(11, { digests: { ...digests, sizeBytes: '1' } })],
      /not those that/,
    ],
    [
      'another root',
      freeze,
      [sealed, ...read(11, { digests: { ...digests, manifestRoot: '' } })],
      /not those that/,
    ],
    ['no digests', freeze, [sealed, ...read(11, { digests: null })], /not those that/],
    ['no seal on record', freeze, read(11), /not those that/],
  ])('rests on nothing else: %s', (_, since, facts, why) => {
    expect(thawGround(since, facts)).toEqual({ why: expect.stringMatching(why) });
  });
});

it('a thaw that the ledger does not have opens nothing', async () => {
  const item = { exhibitNumber: 'EV-2026-0001' } as Parameters<typeof openSealedContent>[1];
  const locker = {} as Parameters<typeof openSealedContent>[0];
  const facts = [sealed, fact(10, 'evidence.frozen', {})];
  await expect(openSealedContent(locker, item, facts, AbortSignal.timeout(1_000))).rejects.toThrow(
    /The ledger has EV-2026-0001 frozen/,
  );
});

function fact(n: number, type: string, detail: object): RecordedEvent {
  return { n, type, detail, occurredAt: '2026-11-01T11:00:00.000Z' } as unknown as RecordedEvent;
}
