import { type AcquisitionStep, stepsOf } from '../../custody/acquisition.ts';
import { stepTitle } from '../../custody/acquisition-words.ts';
import { type EvidenceKind, evidenceKind } from '../../custody/evidence-source.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import { recordedWords } from '../../custody/recorded-words.ts';
import type { ReportBlock } from '../report-blocks.ts';
import type { ItemRecord, ReportRecordOf } from '../report-record.ts';

/** Custody form fields 15 and 16: what was done, step after step, as each is on record; a step that was not done says so. */
export function methodBlocks(
  item: ItemRecord,
  { time }: Pick<ReportRecordOf, 'time'>,
): readonly ReportBlock[] {
  const kind = evidenceKind(item.requested.detail.source);
  const steps = stepsOf(kind).flatMap((step) => stepWords(item, step, kind, time));
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
  time: ReportRecordOf['time'],
): readonly string[] {
  const done = events.filter((event) => reportOf(event)?.step === step);
  if (done.length === 0) return [`${stepTitle(step, false, kind)}: not on record as done.`];
  return done.map((event) => wordsOf(event, time));
}

function wordsOf(event: RecordedEvent, time: ReportRecordOf['time']): string {
  const { actor, tool } = event;
  const { title, sentence } = recordedWords(event);
  const report = reportOf(event);
  const calls = (report?.azure ?? []).map(
    ({ operation, requestId, correlationId }) =>
      `${operation} (request ${requestId ?? 'not supplied'}, correlation ${correlationId ?? 'not supplied'})`,
  );
  const by = actor.kind === 'worker' ? `worker ${actor.workerId}` : actor.kind;
  const attempt =
    report === null ? '' : `, attempt ${report.attempt}, begun ${report.startedAt}, ended ${report.endedAt}`;
  return `${time(event.occurredAt)}: ${title}${attempt}, by ${by} with ${tool.name} ${tool.version}, commit ${tool.commit}. ${sentence.replace(/[^.]$/, '$&.')} Calls of Azure: ${calls.join('; ') || 'none on record'}.`;
}

function reportOf({ detail }: RecordedEvent) {
  return 'report' in detail ? detail.report : null;
}
