import { sign } from 'node:crypto';
import { indexesDigest } from '../../lib/bundle/chosen-scope.ts';
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
const organisation = '00000000-0000-4000-8000-0000000000a1';
const reportId = '00000000-0000-4000-8000-0000000000f1';
const subject = { kind: 'incident', id: incident, number: 'INC-2026-0007' } as const;

/** Entry 1 is a single one of another stream, entry 6 is none of the report's, and entry 8 came after it was generated. */
const streams = [incident, organisation, incident, item, incident, item, organisation, incident, incident];
const generated = 7;
/** Says that what entry 2 says is withheld. */
const deciding = 4;
export const decided = {
  kind: 'withheld',
  decision: 'PR-2026-0003',
  at: '2026-11-22T10:00:00.000Z',
} as const;
const foreign: readonly number[] = [6, 8];

/** A report on an incident with one item, over a made-up log: notes in its streams, then the report’s own making. */
export async function craftedReport(
  change: { readonly drawnBy?: string; readonly entries?: object | null } = {},
): Promise<ReportMaterial> {
  const { events, ...rest } = await craftedLog(change);
  return { ...rest, events: events.filter(({ index }) => !foreign.includes(Number(index))) };
}

/** The same with every event of the log. */
export async function craftedLog({
  drawnBy = version,
  entries = { size: '7', events: '6', indexesSha256: indexesDigest([0n, 1n, 2n, 3n, 4n, 5n]) },
}: {
  readonly drawnBy?: string;
  readonly entries?: object | null;
} = {}): Promise<ReportMaterial> {
  const events = craftedEvents(streams.length, (i) => {
    const s = streams[i] ?? incident;
    const k =
      i === generated ? 'report.generated' : i === deciding ? 'custody.body-withheld' : 'incident.closed';
    const made = { reportId, exhibitNumber: 'EV-2026-0002', version: 1, subject, coverage: [] };
    const counted = { streams: [{ stream: item, events: '2' }], ...(entries === null ? {} : { entries }) };
    return {
      ...{ k, s },
      detail:
        i === generated ? { ...made, ...counted } : i === deciding ? withheld : { reason: `Reason ${i}.` },
      envelope: {
        ...{ occurredAt: '2026-11-22T10:00:00.000000Z', actor: analyst, subjects: [], authority: null },
        ...{ stream: { kind: s === item ? 'evidence' : 'incident', id: s }, reason: null },
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

const withheld = {
  ...{ eventId: '01900000-0000-7000-8000-000000000002', n: 1, of: 'incident.closed' },
  decision: decided.decision,
};

/** The same without what one of its events says. */
export function withoutWords(
  of: ReportMaterial,
  index: number,
  removal: ReportEvent['removal'] = decided,
): ReportMaterial {
  const occurredAt = new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(); // as its entry has it
  const events = of.events.map((one) =>
    one.index === String(index) ? { ...one, removal, event: null, disclosed: null, occurredAt } : one,
  );
  return { ...of, events };
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
