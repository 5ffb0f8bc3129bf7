import { describe, expect, it } from 'vitest';
import { eventWords } from '../../../lib/custody/event-words.ts';
import { presenceOf } from '../../../lib/custody/evidence-presence.ts';

const expected = { sizeBytes: '512', etag: '"0x1"', createdOn: '2026-11-22T08:00:00.000Z' };
const found = { sizeBytes: '512', etag: '0x1', createdOn: '2026-11-22T08:00:00.000Z' };

describe('what the store has under a sealed copy’s name', () => {
  it('is the copy when size, version and time are the recorded ones, however the version is quoted', () => {
    expect(presenceOf(expected, found)).toEqual({ state: 'stored', differences: [] });
  });

  it.each([
    ['size', { ...found, sizeBytes: '513' }],
    ['etag', { ...found, etag: '0x2' }],
    ['created', { ...found, createdOn: null }],
  ])('is another blob when its %s differs', (field, other) => {
    const { state, differences } = presenceOf(expected, other);
    expect([state, differences.map((one) => one.field)]).toEqual(['other', [field]]);
  });

  it('is not called another one for what nobody knew before', () => {
    expect(presenceOf({ sizeBytes: null, etag: null, createdOn: null }, found).state).toBe('stored');
  });

  it('is missing when there is nothing, and the record says where it was', () => {
    expect(presenceOf(expected, null).state).toBe('missing');
    const place = {
      exhibitNumber: 'EV-2026-0001',
      account: 'locker',
      container: 'inc-1',
      blob: 'EV/disk.vhd',
    };
    const words = eventWords({ type: 'evidence.missing-found', detail: { ...place, expected } });
    expect(words).toMatchObject({ title: 'Missing', tone: 'bad' });
    expect(words.sentence).toContain('EV/disk.vhd in inc-1');
  });
});

describe('the words for a verification of the ledger', () => {
  const verified = {
    verificationId: '01900000-0000-7000-8000-000000000001',
    attempt: 1,
    entries: '42',
    root: '',
    anchoredUpTo: '40',
    witnessedUpTo: '39',
    findings: 0,
    firstFindings: [],
    reportSha256: null,
    problem: null,
  } as const;
  const wordsOf = (change: object) =>
    eventWords({ type: 'ledger.verified', detail: { ...verified, outcome: 'held', ...change } });

  it('are good only when every check held', () => {
    expect(wordsOf({}).tone).toBe('good');
    const found = wordsOf({
      outcome: 'findings',
      findings: 2,
      firstFindings: [{ attack: 'edited', where: 'entry 7' }],
    });
    expect(found.tone).toBe('bad');
    expect(found.sentence).toContain('edited, entry 7; and more');
  });

  it('say nothing of the ledger when it could not be checked', () => {
    const words = wordsOf({ outcome: 'not-checked', entries: null, problem: 'The anchors do not answer.' });
    expect(words.tone).toBe('bad');
    expect(words.sentence).toContain('nothing is said of the ledger: The anchors do not answer.');
  });
});
