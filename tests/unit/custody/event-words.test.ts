import { describe, expect, it } from 'vitest';
import type { EventDetail, StepReport } from '../../../lib/custody/custody-event.ts';
import { duration } from '../../../lib/custody/duration.ts';
import { eventWords } from '../../../lib/custody/event-words.ts';

const report: StepReport = {
  step: 'snapshot-disk',
  attempt: 1,
  startedAt: '2026-11-21T23:36:00.000000Z',
  endedAt: '2026-11-21T23:38:11.000000Z',
  errors: [],
  azure: [
    {
      operation: 'PUT Microsoft.Compute/snapshots',
      requestId: 'r-1',
      correlationId: '9b1d7a52',
      clientRequestId: null,
    },
  ],
};
const digests = {
  algorithm: 'SHA-256',
  sha256: 'f958bd43d3b6b09313702a93aa3f25e87113a3a673b73f5ef5da54e3c1555d3c',
  payloadSha256: '48e15679',
  manifestRoot: 'mTjP',
  blockSize: 4_194_304,
  blockCount: 32_768,
  sizeBytes: String(128n * 1024n ** 3n),
  bytesRead: String(412n * 1024n ** 2n),
  bytesKnownZero: String(128n * 1024n ** 3n - 412n * 1024n ** 2n),
  readMode: 'page-list',
} as const;

function sealedUnder(policyState: 'Locked' | 'Unlocked'): EventDetail<'evidence.sealed'> {
  return {
    acquisitionId: 'a',
    digests,
    report,
    protection: {
      container: 'inc-2026-0001',
      policyState,
      retentionDays: 2555,
      retentionUntil: '2033-11-21T00:00:00Z',
      legalHoldTags: ['inc20260001'],
      extensionsLeft: 5,
      readBackAt: '2026-11-21T23:41:07Z',
    },
  };
}

describe('the words of a custody event', () => {
  it('say until when a sealed item is locked and under which hold', () => {
    const words = eventWords({ type: 'evidence.sealed', detail: sealedUnder('Locked') });
    expect(words.tone).toBe('good');
    expect(words.title).toBe('Sealed');
    expect(words.sentence).toBe(
      'Locked retention until 2033-11-21 and legal hold inc20260001, read back from storage',
    );
  });

  it('say who confirmed a lock that nobody can undo, and how', () => {
    const detail = { account: 'socevidence', container: 'inc-2026-0001', retentionDays: 2555 };
    const typed = eventWords({ type: 'locker.lock-confirmed', detail: { ...detail, how: 'typed' } });
    expect(typed.sentence).toBe(
      'By typing the locker’s name: 2555 days on inc-2026-0001 of socevidence, which nobody can undo',
    );
    const given = eventWords({ type: 'locker.lock-confirmed', detail: { ...detail, how: 'setting' } });
    expect(given.sentence).toContain('By the setting');
  });

  it('never call an unlocked policy a good seal', () => {
    const words = eventWords({ type: 'evidence.sealed', detail: sealedUnder('Unlocked') });
    expect(words.tone).toBe('bad');
    expect(words.title).not.toBe('Sealed');
  });

  it('name how much of a read was taken as zero', () => {
    const words = eventWords({
      type: 'acquisition.copy-hashed',
      detail: { acquisitionId: 'a', digests, manifestBlob: 'm', report },
    });
    expect(words.sentence).toBe('SHA-256 f958bd43… over 128.0 GiB: 412 MiB read, 127.6 GiB known to be zero');
  });

  it('give both digests in full when they differ', () => {
    const words = eventWords({
      type: 'acquisition.compared',
      detail: { acquisitionId: 'a', equal: false, expected: 'aa', actual: 'bb', report },
    });
    expect(words).toEqual({ title: 'Digests differ', sentence: 'Source aa, stored copy bb', tone: 'bad' });
  });

  it('do not call an empty activity log a corroboration', () => {
    const words = eventWords({
      type: 'acquisition.corroborated',
      detail: { acquisitionId: 'a', found: false, entries: [], report },
    });
    expect(words.tone).not.toBe('good');
    expect(words.title).toBe('Not corroborated yet');
  });

  it('carry the correlation id of Azure and the changes to the source', () => {
    const words = eventWords({
      type: 'acquisition.snapshot-taken',
      detail: {
        acquisitionId: 'a',
        snapshotId: '/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/snapshots/hf-1',
        snapshotUniqueId: null,
        snapshotCreatedAt: null,
        settings: {},
        changesToSource: 'none',
        report,
      },
    });
    expect(words.sentence).toBe('hf-1, Azure correlation id 9b1d7a52. Changes to the source: none');
  });

  it('say what a cancelled acquisition left in the locker', () => {
    const words = eventWords({
      type: 'acquisition.cancelled',
      detail: {
        acquisitionId: 'a',
        snapshotDeleted: true,
        grantRevoked: false,
        leftInLocker: 'EV-1/disk.vhd',
        report: null,
      },
    });
    expect(words.sentence).toBe(
      'No read grant was open, snapshot deleted; EV-1/disk.vhd stays in the locker',
    );
  });

  it('name the keys of a ledger by their ids, and say when none was known', () => {
    const opened = (verifierKeys: readonly string[]) =>
      eventWords({
        type: 'ledger.opened',
        detail: { origin: 'holdfast.example/1', epoch: 1, verifierKeys, previousCheckpoint: null },
      }).sentence;
    expect(opened(['holdfast.example/1+0a0b0c0d+AQ==', 'holdfast.example/1+01020304+Ag=='])).toBe(
      'holdfast.example/1, epoch 1, signed by 0a0b0c0d and 01020304',
    );
    expect(opened([])).toBe('holdfast.example/1, epoch 1, no key known yet');
  });

  it('say of a freeze what found it and where, and of its end that no person ended it', () => {
    const found = { attack: 'edited', words: 'Entry 7: it was changed.', firstIndex: '7' };
    const frozen = eventWords({
      type: 'ledger.frozen',
      detail: {
        ...found,
        foundBy: 'patrol',
        databaseSize: '9',
        anchoredSize: '8',
        anchoredNoteSha256: null,
        signedSize: '8',
        signedNoteSha256: null,
        witnessedSize: '0',
      },
    });
    expect(frozen).toMatchObject({ title: 'Ledger frozen', tone: 'bad' });
    expect(frozen.sentence).toBe(
      'Entry 7: it was changed. First difference: entry 7. Found by reading the rows again. The database names 9 entries; 8 were anchored.',
    );
    const since = '2026-11-22T08:00:00.000Z';
    const sizes = { databaseSize: '9', anchoredSize: '8', root: '' };
    const thawed = eventWords({
      type: 'ledger.thawed',
      detail: { since, means: 'agrees-again', found, ...sizes },
    });
    expect(thawed).toMatchObject({ title: 'Ledger thawed', tone: 'good' });
    expect(thawed.sentence).toMatch(/By no person: .*all 9 entries were read again/);
  });

  it('print a duration with its two largest units', () => {
    expect([0, 59, 60, 131, 3_600, 90_061].map(duration)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '2 min 11 s',
      '1 h',
      '1 d 1 h',
    ]);
  });
});

describe('what devices and strangers put into a fact', () => {
  const seen = {
    ...{
      defenderId: `audit:${'c0'.repeat(32)}`,
      deviceId: 'd',
      deviceName: 'pc',
      type: 'LiveResponseGetFile',
    },
    ...{ requestor: 'x\u001b[2J', comment: null, requestedAt: null, state: 'unknown', answerSha256: '' },
    file: { name: 'run\u202etxt.exe', sha256: null, sizeBytes: null },
  };

  it('neither acts nor hides in its words', () => {
    const { sentence } = eventWords({ type: 'device.foreign-action-seen', detail: seen });
    expect(sentence).toContain('run\\u{202e}txt.exe');
    expect(sentence).toContain('x\\u{1b}[2J');
  });
});
