import { describe, expect, it } from 'vitest';
import { consistencyNote, planSentence } from '../../../lib/custody/acquisition-plan.ts';

const machine = {
  name: 'vm-web-03',
  disks: [
    { resourceId: '/a', name: 'os', sizeBytes: String(64n * 1024n ** 3n) },
    { resourceId: '/b', name: 'data-0', sizeBytes: String(32n * 1024n ** 2n) },
  ],
};

describe('the sentence a person reads before confirming', () => {
  it('names the machine, each disk with its size, and the retention', () => {
    const sentence = planSentence(machine, ['/a', '/b'], { retentionDays: 2555 });
    expect(sentence).toContain('2 disks data-0 (32 MiB), os (64 GiB) of vm-web-03');
    expect(sentence).toContain('2555 days');
  });

  it('does not depend on the order or the case in which disks were chosen', () => {
    const policy = { retentionDays: 1 };
    expect(planSentence(machine, ['/B', '/a'], policy)).toBe(planSentence(machine, ['/a', '/b'], policy));
  });

  it('changes when the retention changes', () => {
    expect(planSentence(machine, ['/a'], { retentionDays: 1 })).not.toBe(
      planSentence(machine, ['/a'], { retentionDays: 2 }),
    );
  });

  it('calls a rehearsal one, with its single day and without a hold', () => {
    const sentence = planSentence(machine, ['/a'], { retentionDays: 2555 }, true);
    expect(sentence).toMatch(/^Rehearsal, no evidence: /);
    expect(sentence).toContain('for 1 day, and no legal hold is placed.');
    expect(sentence).not.toContain('2555');
  });

  it('several disks carry the statement that they are not mutually consistent, one disk does not', () => {
    expect(consistencyNote(2)).toContain('not mutually consistent');
    expect(consistencyNote(1)).toBeNull();
  });
});
