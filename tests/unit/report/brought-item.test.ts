import { expect, it } from 'vitest';
import type { BroughtSource } from '../../../lib/custody/brought-source.ts';
import type { EvidenceSource } from '../../../lib/custody/evidence-source.ts';
import type { ReportMaterial } from '../../../lib/report/report-material.ts';
import { reportRecord } from '../../../lib/report/report-record.ts';
import { itemSections } from '../../../lib/report/sections/item-sections.ts';
import { analyst, diskSource } from '../../support/facts.ts';

const brought: BroughtSource = {
  brought: {
    ...({ importId: 'i', way: 'by-hand', what: 'photograph', fileName: 'desk.jpg', sizeBytes: '4' } as const),
    ...{ description: 'The desk', claims: [], origin: null, notes: [] },
    earlier: { takenBy: null, takenAt: null, how: null, heldBy: null },
  },
};

it('does not say of an item that was brought in that it was taken here', () => {
  const own = JSON.stringify(itemSections(recordOf(diskSource('web-os'))));
  expect(own).toMatch(/described when it was taken.*Taken for.*Machines that took it/);
  const other = JSON.stringify(itemSections(recordOf(brought)));
  expect(other).toMatch(/described when it was brought in.*Brought in by.*Machines that received it/);
  expect(other).not.toMatch(/when it was taken|Taken for|Machines that took it/);
});

/** A record of one item that was asked for, and of nothing else. */
function recordOf(source: EvidenceSource) {
  const stream = '00000000-0000-4000-8000-0000000000e1';
  const authority = { type: 'warrant', number: '7', validFrom: null, validUntil: null };
  const detail = { exhibitNumber: 'EV-2026-0001', source, plan: 'Takes it.', readMode: 'full', reason: 'r' };
  const event = {
    ...{ id: 'r', type: 'acquisition.requested', n: 0, stream: { kind: 'evidence', id: stream } },
    ...{ actor: analyst, detail: { ...detail, authority, rehearsal: false, consistencyNote: null } },
    ...{ occurredAt: '2026-11-22T09:00:00.000000Z', recordedAt: '2026-11-22T09:00:00.000000Z' },
    ...{ subjects: [], reason: 'r', authority },
    ...{ clock: { source: 'postgresql', offsetMs: null } },
    tool: { name: 'holdfast', version: '1', commit: 'x' },
  };
  const material = {
    ...{ subject: { kind: 'evidence', id: stream, number: 'EV-2026-0001' }, missing: [], coverage: [] },
    ...{ reportId: 'none', timeZone: 'Europe/Berlin', asOf: '2026-11-22T10:00:00.000000Z' },
    events: [{ stream, event, holds: true, removal: null }],
  };
  return reportRecord(material as unknown as ReportMaterial);
}
