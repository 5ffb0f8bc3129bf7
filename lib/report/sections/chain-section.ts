import { authorityWords } from '../../custody/authority-words.ts';
import { clockWords } from '../../custody/clock-state.ts';
import { minuteWords } from '../../custody/minute-words.ts';
import { inPlainSight } from '../../custody/plain-sight.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import { recordedWords } from '../../custody/recorded-words.ts';
import { type PrintTime, utcWords } from '../printed-time.ts';
import { type RemovalDecision, removalDecision } from '../removal-decision.ts';
import type { PrintedEvent, ReportBlock, ReportSection } from '../report-blocks.ts';
import type { ReportEvent } from '../report-material.ts';
import { ofType, type ReportRecordOf } from '../report-record.ts';

/** Every event, in the order of the ledger, each with its index and leaf. What was withheld stands there as withheld. */
export function chainSection({ material, events, time }: ReportRecordOf): ReportSection {
  const corrections = Map.groupBy(ofType(events, 'custody.corrected'), ({ detail }) => detail.eventId);
  const printed = material.events.map((one): ReportBlock => {
    const corrected = corrections.get(one.id) ?? [];
    const lines = corrected.map(
      ({ detail, occurredAt }) =>
        `Corrected later (${time(occurredAt)}): ${detail.field} is recorded as “${detail.recorded ?? 'nothing'}”, and right is “${detail.corrected}”. ${detail.reason}`,
    );
    return { kind: 'event', event: { ...printedEvent(one, material.events, time), corrections: lines } };
  });
  const told = `Events ${material.subject.kind === 'incident' ? 'of the incident and of everything in it' : 'of the item, and those of its incident that opened, held or kept it'}, and the description of the organisation where there is one: ${printed.length}, in the order of the ledger. Each bears its index and its leaf there.`;
  return { heading: 'Chain of custody', blocks: [{ kind: 'text', text: told }, ...printed] };
}

function printedEvent(
  one: ReportEvent,
  all: readonly ReportEvent[],
  time: PrintTime,
): Omit<PrintedEvent, 'corrections'> {
  const place = { index: one.index, leaf: one.leaf, time: time(one.occurredAt), who: one.actorLabel };
  if (one.removal !== null) {
    const word = one.removal.kind === 'erased' ? 'Erased' : 'Withheld';
    const who = `${one.actorLabel}, by the register`;
    return {
      ...place,
      who,
      title: `${word}: ${one.type}`,
      lines: removalLines(one.removal, word, removalDecision(all, one)),
    };
  }
  if (one.event === null || !one.holds) {
    const line = 'What is stored for this event is not what the ledger committed to, and is not printed.';
    return { ...place, title: `Does not hold: ${one.type}`, lines: [line] };
  }
  const { title, sentence } = recordedWords(one.event);
  return { ...place, title, lines: [sentence, ...furtherLines(one.event, sentence)] };
}

/** What the ledger shows of it, and what the register alone states. */
function removalLines(
  { decision, at }: NonNullable<ReportEvent['removal']>,
  word: string,
  decided: RemovalDecision | null,
): readonly string[] {
  const borneOut =
    decided === null
      ? `${word} by decision ${decision} of ${minuteWords(at)}, as the register states: the record of that decision is not among these events.`
      : `${word} by decision ${decided.event.detail.decision} of ${minuteWords(decided.event.occurredAt)}, recorded as entry ${decided.index}.`;
  return [
    `${borneOut} That it was recorded, and where it stands in the ledger, stays.`,
    'Who acted is what the register states: the entry does not show it without the words.',
  ];
}

/** Who, why, by what right, with what and by which clock: fields 12 to 16 of each step. */
function furtherLines(event: RecordedEvent, told: string): readonly string[] {
  const { actor, reason, authority, tool, clock } = event;
  const report = 'report' in event.detail ? event.detail.report : null;
  return [
    ...(actor.kind === 'person'
      ? [
          `${actor.displayName}, ${actor.title ?? 'title not supplied'}, ${actor.userPrincipalName}, from ${actor.ip ?? 'an address that is not supplied'}`,
        ]
      : []),
    ...(actor.kind === 'worker' ? [`Worker ${actor.workerId} at ${actor.address}`] : []),
    ...(reason === null || told.includes(reason) || told.includes(inPlainSight(reason))
      ? []
      : [`Reason: ${reason}`]),
    ...(authority === null ? [] : [`Authority: ${authorityWords(authority)}`]),
    ...(report === null
      ? []
      : [
          `Attempt ${report.attempt}, ${utcWords(report.startedAt)} to ${utcWords(report.endedAt)}; errors: ${report.errors.join('; ') || 'none recorded'}`,
          ...report.azure.map(
            ({ operation, requestId, correlationId }) =>
              `${operation}: request ${requestId ?? 'not supplied'}, correlation ${correlationId ?? 'not supplied'}`,
          ),
        ]),
    ...digestsIn(event.detail).map(([name, digest]) => `${name}: ${digest}`),
    `${tool.name} ${tool.version}, commit ${tool.commit}; clock: ${clockWords(clock)}`,
  ];
}

/** Every digest that a fact names, whole: its words may show the beginning alone. */
function digestsIn(value: unknown, name = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? [[name, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    digestsIn(inner, name === '' ? key : `${name}.${key}`),
  );
}
