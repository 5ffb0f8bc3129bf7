import type { HourCounts, JudgedReading, KnownRequests } from '../../ports/reconciliation-state.ts';
import { blobEffect } from '../../reconcile/blob-request.ts';
import { hourOf } from '../../reconcile/find-gaps.ts';
import type { Judgement } from '../../reconcile/ledger-knowledge.ts';
import type { JudgedRecord, JudgedRecords } from './judge-records.ts';
import { type LogSource, logKey } from './log-source.ts';
import { newFindings } from './new-findings.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';
import { recordFindings } from './record-findings.ts';

const mostAddresses = 20;

interface Kept {
  readonly readTo: Date;
  readonly swept: boolean;
  readonly coveredFrom: Date;
}

/** Writes what records turned out to be; what the ledger does not account for is a fact, told, in the same transaction. */
export async function keepJudged(
  context: ReconciliationContext,
  source: LogSource,
  { judged, identities }: JudgedRecords,
  { readTo, swept, coveredFrom }: Kept,
): Promise<{ readonly explained: number; readonly found: number }> {
  const coverage = {
    from: coveredFrom.toISOString(),
    to: readTo.toISOString(),
    latenessMinutes: context.latenessMinutes,
  };
  const findings = newFindings(judged, coverage);
  const keys = await context.register.newFindingKeys(findings.map(({ key }) => key));
  const { latenessMinutes } = context;
  const reading = readingOf(source, judged, identities, { readTo, swept, latenessMinutes });
  await recordFindings(
    context.register,
    findings.filter(({ key }) => keys.has(key)),
    reading,
  );
  return {
    explained: judged.filter(({ judgement }) => judgement.kind === 'explained').length,
    found: keys.size,
  };
}

function readingOf(
  source: LogSource,
  judged: readonly JudgedRecord[],
  identities: ReadonlyMap<string, string>,
  end: Pick<JudgedReading, 'readTo' | 'swept' | 'latenessMinutes'>,
): JudgedReading {
  return {
    log: logKey(source),
    kind: source.kind,
    records: judged.map(({ record: { id, at } }) => ({ id, at })),
    hours: hoursOf(judged),
    requests: requestsOf(judged, identities),
    arrivals: judged.flatMap(({ record, judgement }) => {
      const eventId = arrivedEvent(judgement);
      return eventId === null ? [] : [{ eventId, at: record.at }];
    }),
    uses: judged.flatMap(({ record, judgement }) => {
      const grant = record.log === 'blob' ? record.entry.link?.correlationId : null;
      const used = judgement.kind === 'explained' && judgement.how === 'grant';
      return used && typeof grant === 'string' ? [{ grantId: grant, at: record.at }] : [];
    }),
    ...end,
  };
}

/** The event that named this very call; what only explains a record by its time says nothing of what arrived. */
function arrivedEvent(judgement: Judgement): string | null {
  if (judgement.kind === 'refused') return judgement.eventId;
  return judgement.kind === 'explained' && judgement.how === 'call' ? judgement.eventId : null;
}

function hoursOf(judged: readonly JudgedRecord[]): readonly HourCounts[] {
  return [...Map.groupBy(judged, ({ record }) => hourOf(record.at))].map(([hour, records]) => {
    const count = (kind: Judgement['kind']) =>
      records.filter(({ judgement }) => judgement.kind === kind).length;
    return {
      hour,
      explained: count('explained'),
      refused: count('refused'),
      found: count('finding'),
      aside: count('aside'),
    };
  });
}

/** Requests for the blobs of items, as the item's page shows them. */
function requestsOf(
  judged: readonly JudgedRecord[],
  identities: ReadonlyMap<string, string>,
): readonly KnownRequests[] {
  const known = judged.flatMap(({ record, judgement }) => {
    if (record.log !== 'blob') return [];
    const item = judgement.kind === 'explained' || judgement.kind === 'finding' ? judgement.item : null;
    if (item === null) return [];
    const { entry } = record;
    const unexplained = entry.status >= 400 ? 'refused' : 'finding';
    const how = judgement.kind === 'explained' ? judgement.how : unexplained;
    const who =
      identities.get(entry.requester?.toLowerCase() ?? '') ??
      entry.requesterName ??
      entry.requester ??
      'nobody named';
    return [
      {
        evidenceId: item.evidenceId,
        hour: hourOf(entry.at),
        effect: how === 'look' ? 'look' : blobEffect(entry.operation), // no byte of the copy leaves by one
        who: entry.link?.boundTo === null || entry.link === null ? who : `link of ${entry.link.boundTo}`,
        how,
        at: entry.at,
        address: entry.callerAddress,
      } as const,
    ];
  });
  const groups = Map.groupBy(known, ({ evidenceId, hour, effect, who, how }) =>
    [evidenceId, hour, effect, who, how].join('\n'),
  );
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { at: _at, address: _address, ...of } = first;
    const times = some.map(({ at }) => at).sort();
    const addresses = new Set(some.flatMap(({ address }) => address ?? []));
    return {
      ...of,
      requests: some.length,
      firstAt: times[0] ?? first.at,
      lastAt: times.at(-1) ?? first.at,
      addresses: [...addresses].sort().slice(0, mostAddresses),
    };
  });
}
