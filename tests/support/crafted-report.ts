import { sign } from 'node:crypto';
import { actorLabel } from '../../lib/custody/actor.ts';
import { recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { parseTlogProof } from '../../lib/ledger/tlog-proof.ts';
import { reportLedger } from '../../lib/report/report-ledger.ts';
import type { ReportEvent, ReportMaterial } from '../../lib/report/report-material.ts';
import { sealReport } from '../../lib/report/seal-report.ts';
import { version } from '../../lib/runtime/version.ts';
import { authorityCertificate, authorityKeys } from './craft-timestamp.ts';
import { type BundleMap, type CraftedEvent, craftedBundle, craftedEvents } from './crafted-bundle.ts';
import { analyst } from './facts.ts';

const incident = '00000000-0000-4000-8000-0000000000c1';
const item = '00000000-0000-4000-8000-0000000000e1';
const reportId = '00000000-0000-4000-8000-0000000000f1';
const subject = { kind: 'incident', id: incident, number: 'INC-2026-0007' } as const;

/** A report on an incident with one item, over a made-up log: notes in both streams, then the report’s own making. */
export async function craftedReport(drawnBy = version): Promise<ReportMaterial> {
  const events = craftedEvents(8, (i) => {
    const isItem = i % 2 === 1 && i < 7;
    const k = i === 7 ? 'report.generated' : 'incident.closed';
    const s = isItem ? item : incident;
    const made = { reportId, exhibitNumber: 'EV-2026-0002', version: 1, subject, coverage: [] };
    return {
      ...{ k, s },
      detail: i === 7 ? { ...made, streams: [{ stream: item, events: '3' }] } : { reason: `Reason ${i}.` },
      envelope: {
        ...{ occurredAt: '2026-11-22T10:00:00.000000Z', actor: analyst, subjects: [], authority: null },
        ...{ stream: { kind: isItem ? 'evidence' : 'incident', id: s }, reason: null },
        ...{ clock: { source: 'postgresql', offsetMs: null } },
        tool: { name: 'holdfast', version: drawnBy, commit: 'test' },
      },
    };
  });
  const files = await craftedBundle(events);
  const note = proofAt(files, 0).checkpoint;
  return {
    ...{ subject, reportId, timeZone: 'Europe/London', asOf: '2026-11-22T10:00:00.000Z', coverage: null },
    incident: { number: subject.number, title: 'Web shell \u202egpj', restricted: false },
    ...{ events: events.map((one, i) => reported(one, proofAt(files, i).hashes, i)), missing: [] },
    ledger: reportLedger({
      ...{ note, stamped: new TextEncoder().encode(note), stamps: [], stated: new Map() },
      anchors: [{ kind: 'store', name: 'anchors', place: 'another subscription' }],
    }),
  };
}

/** Sealed by a key of the tests. */
export async function sealed(drawn: Uint8Array): Promise<Uint8Array> {
  return await sealReport(drawn, {
    signer: {
      ...{ certificate: authorityCertificate, keyType: 'EC', signatureAlgorithm: 'ECDSA' },
      sign: async (data) => new Uint8Array(sign('sha256', data, authorityKeys.privateKey)),
    },
  });
}

function proofAt(files: BundleMap, index: number) {
  return parseTlogProof(Buffer.from(files.get(`events/${index}/event.tlog-proof`) ?? []).toString());
}

function reported(
  { entry, body, salt }: CraftedEvent,
  hashes: readonly Uint8Array[],
  index: number,
): ReportEvent {
  const { id, s, n, k } = decodeEntry(entry);
  const event = recordedEventOf(body);
  if (event === null) throw new Error('The made-up body is no event.');
  return {
    ...{ id, stream: s, n: n.toString(), type: k, index: String(index), holds: true, removal: null, event },
    ...{ leaf: Buffer.from(leafHash(entry)).toString('hex'), occurredAt: event.occurredAt },
    ...{ actorLabel: actorLabel(event.actor), place: { entry, hashes }, disclosed: { body, salt } },
  };
}
