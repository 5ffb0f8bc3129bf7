import type { Finding } from '../ledger/finding.ts';
import { removalDecision } from './removal-decision.ts';
import type { ReportMaterial } from './report-material.ts';
import { type EventOf, ofType, reportRecord } from './report-record.ts';

const oneTransactionMs = 5 * 60_000; // its moment is taken before the lines for its streams are waited for

/**
 * What a report says beside its events and they deny: its moment, by which gaps are judged, its time zone, the number of its
 * case, by which decision words were removed, which numbers are missing; and events that it prints as altered, which nothing
 * vouches for. Pure. In: what was read back from its file.
 */
export function notBorneOut(material: ReportMaterial): readonly Finding[] {
  const { subject, incident, timeZone, asOf, events } = material;
  const { requested, generated, events: told } = reportRecord(material);
  const findings: Finding[] = [];
  const find = (where: string, words: string) => findings.push({ attack: 'edited', where, words, proof: [] });
  if (generated !== null && !isNear(generated.occurredAt, asOf))
    find(
      'its moment',
      `It was drawn as of ${asOf}, and generated at ${generated.occurredAt}, as its event says.`,
    );
  if (requested !== null && requested.detail.timeZone !== timeZone)
    find(
      'its time zone',
      `It was asked for in ${requested.detail.timeZone}, as its event says, not in ${timeZone}.`,
    );
  const opened = ofType(told, 'incident.imported', 'incident.opened').at(0)?.detail.number;
  const number = subject.kind === 'incident' ? subject.number : opened;
  if (number !== undefined && number !== incident.number)
    find('the case number', `It names the case ${incident.number}, and its events are of ${number}.`);
  for (const { index, holds } of events)
    if (!holds)
      find(`entry ${index}`, 'By the report itself, what was stored is not what the ledger committed to.');
  const whole = streamsOf(generated, events);
  return [...findings, ...removalsNotBorneOut(material, whole), ...missingNotBorneOut(material, whole)];
}

type Lengths = ReadonlyMap<string, bigint>; // by stream

/** Up to the event of its generation these are here whole, and a decision in them that was recorded is among the events. */
function streamsOf(generated: EventOf<'report.generated'> | null, events: ReportMaterial['events']): Lengths {
  if (generated === null) return new Map();
  const items = (generated.detail.streams ?? []).filter((one) => /^\d{1,20}$/.test(one.events));
  const lengths = new Map(items.map((one) => [one.stream, BigInt(one.events)]));
  const own = events.find(({ event }) => event === generated)?.n ?? '0'; // as its entry has it
  return lengths.set(generated.detail.subject.id, BigInt(own) + 1n);
}

/** What is truly missing of these, the verdict on the events finds as left out: here it is no more to be found. */
function missingNotBorneOut({ missing, events }: ReportMaterial, whole: Lengths): readonly Finding[] {
  const here = new Set(events.map(({ stream, n }) => `${stream}/${n}`));
  return missing.flatMap(({ stream, n }): readonly Finding[] => {
    const isMissing = (one: string) =>
      /^(0|[1-9]\d{0,19})$/.test(one) &&
      BigInt(one) < (whole.get(stream) ?? 0n) &&
      !here.has(`${stream}/${one}`);
    if (n.length > 0 && n.every(isMissing)) return [];
    const words = 'It says that numbers of this are missing which are here, or of which it cannot say so.';
    return [{ attack: 'edited', where: `stream ${stream}`, words, proof: [] }];
  });
}

function removalsNotBorneOut({ events }: ReportMaterial, whole: Lengths): readonly Finding[] {
  return events.flatMap((one): readonly Finding[] => {
    const { removal, disclosed, holds, stream, index } = one;
    if (!holds || disclosed !== null) return [];
    const found = (attack: 'edited' | 'unproven', words: string) => [
      { attack, where: `entry ${index}`, words, proof: [] },
    ];
    if (removal === null)
      return found('unproven', 'Its words are not here, and the report names no decision that removed them.');
    const decided = removalDecision(events, one);
    const said = `By the report its words are ${removal.kind} by decision ${removal.decision} of ${removal.at}`;
    if (decided === null)
      return whole.has(stream)
        ? found('unproven', `${said}; its stream is here whole, and no event of it says so.`)
        : [];
    const { decision } = decided.event.detail;
    const { occurredAt } = decided.event;
    if (decision === removal.decision && isNear(occurredAt, removal.at)) return [];
    return found(
      'edited',
      `${said}; the event that says so, entry ${decided.index}, names ${decision} of ${occurredAt}.`,
    );
  });
}

function isNear(at: string, other: string): boolean {
  return Math.abs(Date.parse(at) - Date.parse(other)) <= oneTransactionMs;
}
