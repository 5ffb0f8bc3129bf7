import { describe, expect, it } from 'vitest';
import { ipv4Bounds, isRangeWithin } from '../../../lib/custody/address-range.ts';
import { grantUseWords } from '../../../lib/custody/grant-use-words.ts';

describe('an address range', () => {
  it.each([
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.0.0.0/8', '10.1.0.0/16', false],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['2001:db8:1::/48', '2001:db8::/32', true],
    ['::ffff:10.0.0.1', '10.0.0.0/8', false],
    ['anything', '10.0.0.0/8', false],
  ])('%s lies inside %s: %s', (inner, outer, inside) => {
    expect(isRangeWithin(inner, outer)).toBe(inside);
  });

  it.each([
    ['10.1.2.3', '10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/24', '10.1.2.0', '10.1.2.255'],
    ['192.168.5.130/25', '192.168.5.128', '192.168.5.255'],
    ['200.0.0.0/8', '200.0.0.0', '200.255.255.255'],
  ])('%s goes from %s to %s, as a link says it', (range, start, end) => {
    expect(ipv4Bounds(range)).toEqual({ start, end });
  });

  it('of IPv6 has no spelling in a link', () => {
    expect(ipv4Bounds('2001:db8::/32')).toBeNull();
  });
});

describe('the words of a working copy', () => {
  const ofCopy = {
    ...{ requestId: 'r', number: 'AR-2026-0001', grantId: 'g' },
    ...{ workingCopyId: 'w', workingCopy: 'EV-2026-0001-W1' },
  };
  it('never call it protected, and say that it may change', () => {
    const detail = { ...ofCopy, diskId: 'd', machineId: '/x/vm-forensic-01', lun: 2, azure: [] };
    const { sentence } = grantUseWords({ type: 'derivative.attached', detail });
    expect(sentence).toBe('EV-2026-0001-W1 at LUN 2 of vm-forensic-01, writable; its digest may change');
  });

  it('say what stands in the way, and whether it is tried again', () => {
    const detail = { ...ofCopy, doing: 'remove', problem: 'busy', willRetry: true, azure: [] } as const;
    expect(grantUseWords({ type: 'derivative.failed', detail })).toMatchObject({
      tone: 'bad',
      sentence: 'EV-2026-0001-W1; busy; another attempt follows',
    });
  });
});
