import type { AzureTrace } from '../custody/azure-trace.ts';
import type { ReconciledLog } from '../custody/reconciliation-event.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import type { CallsAt, ExpectedCalls } from './find-gaps.ts';
import type { KnownCall } from './ledger-knowledge.ts';

/** A call with every id under which Azure may log it. */
export interface RecordedCall extends KnownCall {
  readonly ids: readonly string[];
}

/** Whose calls people make with a token of their own. */
const byPeople = /^(proposal|control)\./;
/** Acts whose calls go to the locker and the resource manager alone, so that both logs must show them. */
const mustShow = /^(acquisition\.|evidence\.sealed$)/;

/** Every call that an event names, wherever in its detail. */
export function recordedCalls({
  id,
  type,
  occurredAt,
  detail,
  actor,
}: RecordedEvent): readonly RecordedCall[] {
  const { from, to } = timeOf(detail, occurredAt);
  const by = byPeople.test(type) && actor.kind === 'person' ? actor.objectId : null;
  const traces = tracesIn(detail).map((trace) => ({
    log: logOf(trace.operation),
    operation: trace.operation,
    ids: [trace.requestId, trace.correlationId, trace.clientRequestId].filter((one) => one !== null),
  }));
  const alone = correlationIdsIn(detail).map((one) => ({
    log: 'activity' as const,
    operation: null,
    ids: [one],
  }));
  return [...traces, ...alone].map((call) => ({ ...call, eventId: id, from, to, by }));
}

export function callsById(calls: readonly RecordedCall[]): ReadonlyMap<string, KnownCall> {
  return new Map(calls.flatMap(({ ids, ...call }) => ids.map((id) => [id.toLowerCase(), call] as const)));
}

/** What each log must show of an event. Reads through the resource manager are not logged. */
export function expectedCalls(event: RecordedEvent): readonly ExpectedCalls[] {
  if (!mustShow.test(event.type)) return [];
  const logged = recordedCalls(event).filter(
    ({ log, operation }) => operation !== null && (log === 'blob' || !operation.startsWith('GET ')),
  );
  return [...Map.groupBy(logged, ({ log }) => log)].flatMap(([log, calls]) => {
    const [first] = calls;
    if (first === undefined) return [];
    const operations = [...new Set(calls.map(({ operation }) => operation ?? ''))];
    const [at = 'anywhere', ...others] = new Set(operations.map((one) => placeOf(log, one)));
    return {
      eventId: event.id,
      log,
      at: others.length === 0 ? at : 'anywhere',
      operations,
      calls: calls.map(({ ids }) => ids.join(' ')),
      from: first.from,
      to: first.to,
    };
  });
}

function placeOf(log: ReconciledLog, operation: string): CallsAt {
  if (log === 'blob' || /^\w+ Microsoft\.Storage\//i.test(operation)) return 'locker';
  return /^\w+ Microsoft\.Compute\/snapshots(?:\/|$)/i.test(operation) ? 'snapshots' : 'anywhere';
}

function logOf(operation: string): ReconciledLog {
  return /^\w+ Microsoft\./i.test(operation) ? 'activity' : 'blob';
}

/** A step says when it began and ended; anything else happened before it was recorded. */
function timeOf(detail: object, occurredAt: string): { readonly from: string; readonly to: string } {
  const report = 'report' in detail ? detail.report : null;
  if (typeof report !== 'object' || report === null) return { from: early(occurredAt), to: occurredAt };
  const { startedAt, endedAt } = report as Readonly<Record<string, unknown>>;
  return {
    from: typeof startedAt === 'string' ? startedAt : early(occurredAt),
    to: typeof endedAt === 'string' ? endedAt : occurredAt,
  };
}

const beforeMs = 600_000; // of an event without a report

function early(occurredAt: string): string {
  return new Date(Date.parse(occurredAt) - beforeMs).toISOString();
}

function tracesIn(value: unknown): readonly AzureTrace[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isTrace(value)) return [value];
  return Object.values(value).flatMap(tracesIn);
}

function isTrace(value: object): value is AzureTrace {
  return (
    'operation' in value &&
    typeof value.operation === 'string' &&
    'requestId' in value &&
    'correlationId' in value &&
    'clientRequestId' in value
  );
}

function correlationIdsIn(detail: object): readonly string[] {
  const found = 'correlationIds' in detail ? detail.correlationIds : null;
  return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [];
}
