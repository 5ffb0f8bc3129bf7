import { describe, expect, it } from 'vitest';
import { eventWords } from '../../../lib/custody/event-words.ts';
import { incidentChanges, machineChanges } from '../../../lib/custody/recorded-change.ts';
import { diskSource } from '../../support/facts.ts';

const incident = {
  title: 'Odd sign-in',
  severity: 'high',
  status: 'active',
  classification: null,
  assignedTo: 'a@example.org',
  changedAt: '2026-01-01T00:00:00.000Z',
  alerts: { a: 'One (high)', b: 'Two (low)' },
  machines: {},
  devices: {},
};
const { machine, disk } = diskSource('os');
const data = { ...disk, name: 'data', role: 'data' as const };

describe('a change of an incident', () => {
  it('is every field that differs, with both values, and every alert that is new or reads differently', () => {
    const after = {
      ...incident,
      assignedTo: null,
      classification: 'truePositive',
      alerts: { b: 'Two (high)', c: 'Three (low)' },
    };
    expect(incidentChanges(incident, after)).toEqual([
      { field: 'classification', before: null, after: 'truePositive' },
      { field: 'assigned to', before: 'a@example.org', after: null },
      { field: 'alert', before: 'Two (low)', after: 'Two (high)' },
      { field: 'alert', before: null, after: 'Three (low)' },
    ]);
  });

  it('is put into words that name both values', () => {
    const changes = [
      { field: 'severity', before: 'high', after: 'low' },
      { field: 'alert', before: null, after: 'Three (low)' },
      { field: 'disk', before: 'data', after: null },
    ];
    expect(eventWords({ type: 'incident.updated', detail: { source: 'azure', changes } }).sentence).toBe(
      'From Azure: severity from “high” to “low”; alert now “Three (low)”; disk no longer “data”',
    );
  });
});

describe('a change of a machine', () => {
  it('is none when only the time of asking differs', () => {
    const before = { ...machine, disks: [disk] };
    expect(machineChanges(before, { ...before, readAt: '2026-02-02T00:00:00.000Z' })).toEqual([]);
  });

  it('names a disk that came, a disk that went, and what differs of one that stayed', () => {
    const before = { ...machine, disks: [disk, data] };
    const after = {
      ...machine,
      powerState: 'deallocated',
      disks: [
        { ...disk, networkAccessPolicy: 'DenyAll' },
        { ...data, name: 'data-2' },
      ],
    };
    expect(machineChanges(before, after)).toEqual([
      { field: 'machine vm-web-01: power state', before: 'running', after: 'deallocated' },
      { field: 'disk', before: null, after: 'data-2' },
      { field: 'disk', before: 'data', after: null },
      { field: 'disk os: network access policy', before: 'AllowAll', after: 'DenyAll' },
    ]);
  });
});
