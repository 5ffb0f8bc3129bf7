import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { drawReport } from '../report/draw-report.ts';
import { fontBytes, fontFiles } from '../report/drawing/report-fonts.ts';
import { reportDocument } from '../report/report-document.ts';
import type { ReportEvent, ReportMaterial } from '../report/report-material.ts';
import type { BenchRow } from './bench-row.ts';

const count = 2_000;
const at = '2026-01-01T00:00:00.000000Z';

/** A custody report of 2,000 events, from its material to its bytes, beside bare PDFKit writing the same rows. */
export async function benchReport(rounds: number): Promise<BenchRow> {
  const material = materialOf(Array.from({ length: count }, (_, i) => eventAt(i)));
  const rows = rowsOf(material);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await seconds(() => drawReport(reportDocument(material))));
    baseline.push(await seconds(() => bare(rows)));
  }
  return {
    what: `a custody report of ${count} events, drawn and not yet signed`,
    ...{ unit: 's', ours, baseline, baselineName: 'bare PDFKit, the same rows in one font' },
    goal: 'at most 2 s',
    notes: `${rows.length} rows; ours breaks lines by script, tags every paragraph and attaches each record`,
  };
}

function rowsOf(material: ReportMaterial): readonly string[] {
  return reportDocument(material).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'event'
        ? [`${block.event.time} ${block.event.title}`, ...block.event.lines, block.event.leaf]
        : [],
    ),
  );
}

async function bare(rows: readonly string[]): Promise<void> {
  const pdf = new PDFDocument({ size: 'A4' });
  pdf.registerFont('text', fontBytes(fontFiles.text[0] ?? ''));
  pdf.font('text', 7.5);
  const done = new Promise((resolve) => pdf.on('end', resolve));
  pdf.on('data', () => undefined);
  for (const row of rows) pdf.text(row);
  pdf.end();
  await done;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function materialOf(events: readonly ReportEvent[]): ReportMaterial {
  const subject = { kind: 'incident', id: 'bench', number: 'INC-2026-0001' } as const;
  return {
    ...{ subject, events, missing: [], reportId: null, timeZone: 'Europe/London', asOf: at, coverage: [] },
    incident: { number: subject.number, title: 'Bench', restricted: false },
    ledger: {
      ...{ origin: 'holdfast.example/bench', size: String(count), root: `${'A'.repeat(43)}=`, note: '' },
      ...{ stamped: new Uint8Array(), keyIds: [], witnesses: [], stamps: [], anchors: [] },
    },
  };
}

function eventAt(i: number): ReportEvent {
  const event = {
    ...{ id: `event ${i}`, type: 'incident.closed', n: i, occurredAt: at, recordedAt: at, subjects: [] },
    ...{ stream: { kind: 'incident', id: 'bench' }, reason: `Checked for the ${i}th time.`, authority: null },
    detail: { reason: `Checked for the ${i}th time.` },
    actor: { kind: 'system', component: 'bench' },
    clock: { source: 'postgresql', offsetMs: null },
    tool: { name: 'holdfast', version: '1.0.0', commit: 'bench' },
  } as unknown as RecordedEvent; // as the register would have read it
  const body = new TextEncoder().encode(JSON.stringify(event));
  return {
    ...{ id: event.id, stream: 'bench', n: String(i), type: event.type, index: String(i), event },
    leaf: sha256(body).toString('hex'),
    ...{ holds: true, occurredAt: at, actorLabel: 'bench', removal: null },
    place: { entry: body, hashes: Array.from({ length: 20 }, (_, level) => sha256(`${i} ${level}`)) },
    disclosed: { body, salt: new Uint8Array(32) },
  };
}

function sha256(of: string | Uint8Array): Buffer {
  return createHash('sha256').update(of).digest();
}
