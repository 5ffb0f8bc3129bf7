import type { RecordedScope } from './bundle-scope.ts';
import type { Checklist } from './checklist.ts';
import type { BundleEvent } from './held-event.ts';
import { jsonObject, objectOf } from './json-object.ts';
import { type NamedEntries, readNamedEntries } from './named-entries.ts';
import type { ReportName } from './report-name.ts';

const generatedKind = 'report.generated';

/**
 * How far each stream went when the report was generated, by the event that says so: nothing up to there may be missing.
 * Null and a finding without that event.
 */
export function reportScope(
  { reportId, of, subject }: ReportName,
  events: readonly BundleEvent[],
  checklist: Checklist,
): RecordedScope | null {
  for (const { fields, body } of events) {
    const detail = fields?.k === generatedKind && body !== null ? objectOf(jsonObject(body)?.detail) : null;
    if (fields === null || detail === null || detail.reportId !== reportId) continue;
    const due = streamsOf(detail.streams);
    const own = objectOf(detail.subject);
    if (due === null || own?.id !== subject.id || own.number !== subject.number || fields.s !== subject.id)
      break;
    const streams = Array.from(due, ([stream, count]) => ({ stream, events: count.toString() }));
    due.set(fields.s, fields.n + 1n);
    const scope = { bundle: reportId ?? '', of, name: subject.number, streams, chosen: null, single: null };
    return { scope, begun: fields, due, drawn: drawnOf(detail, checklist) };
  }
  const words = `No event in the report says that it was generated of ${subject.number}, and how far each stream went then: events were left out, or it is another's.`;
  checklist.find('omitted', 'the report', words);
  return null;
}

function drawnOf({ entries }: Readonly<Record<string, unknown>>, checklist: Checklist): NamedEntries | null {
  const drawn = entries === undefined ? null : readNamedEntries(entries);
  if (entries === undefined)
    checklist.remarks.push(
      'This report was generated when reports did not name their entries yet. Its own streams are held to be whole; whether single events of other streams (of its incident, or about it) were left out cannot be seen.',
    );
  else if (drawn === null)
    checklist.find(
      'damage',
      'the report',
      'Which entries it was drawn from is said in no form that can be read.',
    );
  return drawn;
}

function streamsOf(value: unknown): Map<string, bigint> | null {
  if (!Array.isArray(value)) return null;
  const due = new Map<string, bigint>();
  for (const one of value.map(objectOf)) {
    if (typeof one?.stream !== 'string' || typeof one.events !== 'string' || !/^\d{1,20}$/.test(one.events))
      return null;
    due.set(one.stream, BigInt(one.events));
  }
  return due;
}
