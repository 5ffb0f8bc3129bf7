import { describe, expect, it } from 'vitest';
import type { DeviceAct } from '../../../lib/custody/device-action.ts';
import { foreignPermissions, missingPermissions } from '../../../lib/custody/device-identities.ts';
import { isolationAsAsked } from '../../../lib/custody/isolation.ts';

describe('an identity that asks Defender', () => {
  it('holds its own permissions alone, or what is foreign is named', () => {
    const reader = ['Machine.Read.All', 'User.Read.All', 'File.Read.All', 'Alert.Read.All'];
    expect(foreignPermissions('reader', reader)).toEqual([]);
    expect(foreignPermissions('collector', ['Machine.LiveResponse', 'Machine.Isolate'])).toEqual([
      'Machine.Isolate',
    ]);
    expect(foreignPermissions('librarian', ['Library.Manage', 'Directory.Read.All'])).toEqual([
      'Directory.Read.All',
    ]);
  });

  it('lacks what its calls need, and of two permissions that do the same needs one', () => {
    const acting = [
      'Machine.Isolate',
      'Machine.Scan',
      'Machine.StopAndQuarantine',
      'Machine.RestrictExecution',
    ];
    expect(missingPermissions('responder', [...acting, 'Ti.ReadWrite'])).toEqual([]);
    expect(missingPermissions('responder', acting)).toEqual(['Ti.ReadWrite or Ti.ReadWrite.All']);
    expect(missingPermissions('collector', [])).toEqual(['Machine.CollectForensics', 'Machine.LiveResponse']);
  });
});

describe('whether a device is cut off, as asked here', () => {
  const full: DeviceAct = { kind: 'isolate', type: 'Full' };
  const selective: DeviceAct = { kind: 'isolate', type: 'Selective' };
  const release: DeviceAct = { kind: 'release' };
  const done = (act: DeviceAct, endedAt: string) =>
    ({ act, state: 'ended', seen: { state: 'succeeded' }, endedAt }) as const;

  it('follows from the newest act that Defender said was done', () => {
    expect(isolationAsAsked([])).toBeNull();
    expect(isolationAsAsked([done(full, '2')])).toEqual({ state: 'isolated', at: '2' });
    expect(isolationAsAsked([done(release, '3'), done(full, '2')])).toEqual({ state: 'released', at: '3' });
    expect(isolationAsAsked([done(selective, '4'), done(release, '3')])?.state).toBe('isolated-selectively');
  });

  it('does not follow from one that failed, waits or was refused', () => {
    const failed = { ...done(release, '9'), seen: { state: 'failed' } } as const;
    const waiting = { ...done(release, '9'), state: 'submitted', endedAt: null } as const;
    const refused = { ...done(release, '9'), state: 'refused', seen: null } as const;
    expect(isolationAsAsked([failed, waiting, refused, done(full, '2')])).toEqual({
      state: 'isolated',
      at: '2',
    });
  });
});
