import type { RecordedEvent } from '../../lib/custody/recorded-event.ts';
import type { ReportEvent, ReportMaterial } from '../../lib/report/report-material.ts';
import { analyst } from './facts.ts';
import {
  generatedAt,
  item,
  recordedAcquisition,
  recordedEvent,
  reportId,
  stampedGap,
} from './recorded-acquisition.ts';

/** A small record with everything that a report must tell apart. */
export function madeMaterial({ title = 'Web shell', gapless = false } = {}): ReportMaterial {
  const generated = recordedEvent(
    'report.generated',
    {
      reportId,
      exhibitNumber: 'EV-2026-0002',
      version: 1,
      subject: { number: 'EV-2026-0001' },
      coverage: [stampedGap],
    },
    { occurredAt: generatedAt },
  );
  const correction = recordedEvent(
    'custody.corrected',
    {
      eventId: 'r',
      of: 'acquisition.requested',
      n: 0,
      field: 'reason',
      recorded: 'Reported beaconing.',
      corrected: 'Reported web shell.',
      reason: 'Misheard.',
    },
    { actor: analyst },
  );
  const retried = recordedEvent('acquisition.retried', {
    step: 'copy-to-locker',
    reason: 'what somebody changed',
  });
  const hidden = recordedEvent('incident.note-written', { text: 'what nobody may read' });
  const all = [...recordedAcquisition(), ...(gapless ? [] : [correction, retried, hidden]), generated];
  const removal = { kind: 'withheld', decision: 'PR-2026-0003', at: generatedAt } as const;
  const stated = (one: RecordedEvent, i: number): ReportEvent => ({
    ...{ id: one.id, stream: item, n: String(i), type: one.type, index: String(40 + i) },
    ...{ leaf: String(i).padStart(64, '0'), holds: one !== retried, occurredAt: one.occurredAt },
    actorLabel: 'analyst',
    ...(one === hidden
      ? { event: null, removal, place: null, disclosed: null }
      : { event: one, removal: null, ...proofOf(one) }),
  });
  return {
    ...{
      subject: { kind: 'evidence', id: item, number: 'EV-2026-0001' },
      missing: [],
      reportId,
      coverage: null,
    },
    incident: { number: 'INC-2026-0007', title, restricted: false },
    ...{ events: all.map(stated), timeZone: 'Europe/Berlin', asOf: generatedAt },
    ledger: {
      ...{
        origin: 'holdfast.example/log',
        size: '50',
        root: 'A'.repeat(43).concat('='),
        note: 'note\n\n— x y\n',
      },
      ...{ stamped: new TextEncoder().encode('note\n'), keyIds: [], witnesses: [], stamps: [], anchors: [] },
    },
  };
}

function proofOf(one: RecordedEvent) {
  const body = new TextEncoder().encode(JSON.stringify({ id: one.id, detail: one.detail }));
  return { place: { entry: new Uint8Array(4), hashes: [] }, disclosed: { body, salt: new Uint8Array(32) } };
}
