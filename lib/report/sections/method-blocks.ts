import { type AcquisitionStep, stepsOf } from '../../custody/acquisition.ts';
import { stepTitle } from '../../custody/acquisition-words.ts';
import { type EvidenceKind, evidenceKind } from '../../custody/evidence-source.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import { recordedWords } from '../../custody/recorded-words.ts';
import { utcWords } from '../printed-time.ts';
import type { ReportBlock } from '../report-blocks.ts';
import type { ItemRecord, ReportRecordOf } from '../report-record.ts';

/** Custody form fields 15 and 16: what was done, step after step, as each is on record; a step that was not done says so. */
export function methodBlocks(
  item: ItemRecord,
  { time, material }: Pick<ReportRecordOf, 'time' | 'material'>,
): readonly ReportBlock[] {
  const kind = evidenceKind(item.requested.detail.source);
  const places = new Map(material.events.map(({ id, index }) => [id, index]));
  const told = (event: RecordedEvent) => wordsOf(event, time, places.get(event.id) ?? null);
  const steps = stepsOf(kind).flatMap((step) => stepWords(item, step, kind, told));
  return [
    { kind: 'heading', text: 'Method, as it was carried out' },
    {
      kind: 'list',
      items: [
        `Asked for with this plan, which the person read beforehand: “${item.requested.detail.plan}”`,
        ...steps,
        'Versions of Azure’s interfaces are those that the tool of that version calls; the record names none by itself.',
      ],
      none: '',
    },
  ];
}

function stepWords(
  { events }: ItemRecord,
  step: AcquisitionStep,
  kind: EvidenceKind,
  told: (event: RecordedEvent) => string,
): readonly string[] {
  const done = events.filter((event) => reportOf(event)?.step === step);
  if (done.length === 0) return [`${stepTitle(step, false, kind)}: not on record as done.`];
  return done.map(told);
}

function wordsOf(event: RecordedEvent, time: ReportRecordOf['time'], index: string | null): string {
  const { actor, tool } = event;
  const { title, sentence } = recordedWords(event);
  const report = reportOf(event);
  const calls = [...new Set((report?.azure ?? []).map(({ operation }) => operation))];
  const ids = index === null ? '' : `; their request ids stand at entry ${index} of the chain`;
  const by = actor.kind === 'worker' ? `worker ${actor.workerId}` : actor.kind;
  const attempt =
    report === null
      ? ''
      : `, attempt ${report.attempt}, begun ${utcWords(report.startedAt)}, ended ${utcWords(report.endedAt)}`;
  return `${time(event.occurredAt)}: ${title}${attempt}, by ${by} with ${tool.name} ${tool.version}, commit ${tool.commit}. ${sentence.replace(/[^.]$/, '$&.')} Calls of Azure: ${calls.length === 0 ? 'none on record' : `${calls.join('; ')}${ids}`}.`;
}

function reportOf({ detail }: RecordedEvent) {
  return 'report' in detail ? detail.report : null;
}
