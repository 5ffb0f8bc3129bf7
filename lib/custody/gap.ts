import type { CustodyEventType } from './custody-event.ts';
import { type Gap, type GapEvent, type GapFacts, gapKinds } from './gap-facts.ts';
import { itemGaps } from './item-gap.ts';

/** The facts that gaps are read from; the others say nothing of them. */
export const gapTellingTypes = [
  'acquisition.requested',
  'acquisition.copied',
  'import.claims-compared',
  'import.bundle-verified',
  'evidence.sealed',
  'evidence.verified',
  'evidence.sampled',
  'evidence.missing-found',
  'evidence.other-found',
  'evidence.found-again',
  'evidence.disposed',
  'incident.closed',
  'incident.reopened',
  'access.granted',
  'custody.handover-offered',
  'custody.handover-accepted',
  'custody.handover-declined',
  'custody.handover-withdrawn',
  'custody.handover-expired',
  'hold.placed',
  'hold.lifted',
  'retention.extended',
  'report.requested',
] as const satisfies readonly CustodyEventType[];

/** What is missing of an item's or an incident's record, the ledger's own gaps first. Pure. */
export function gapsOf(facts: GapFacts): readonly Gap[] {
  const found = [...ledgerGaps(facts), ...itemGaps(facts), ...logGaps(facts)];
  return found.toSorted((a, b) => gapKinds.indexOf(a.kind) - gapKinds.indexOf(b.kind));
}

function ledgerGaps({ about, events, missing }: GapFacts): readonly Gap[] {
  const altered = events.filter(({ holds, removed }) => holds === false && !removed).length;
  return [
    ...missing.map(({ stream, n }) => ({
      kind: 'numbers-missing' as const,
      about: numberOf(events, stream) ?? about,
      words: `Numbers of its events are missing: ${n.slice(0, 20).join(', ')}${n.length > 20 ? ` and ${n.length - 20} more` : ''}.`,
    })),
    ...(altered === 0
      ? []
      : [
          {
            ...{ kind: 'record-altered' as const, about },
            words: `Records that are not what the ledger committed to: ${altered}.`,
          },
        ]),
  ];
}

function logGaps({ coverage }: GapFacts): readonly Gap[] {
  if (coverage.length === 0)
    return [
      { kind: 'log-not-read', about: 'Azure', words: 'No log of Azure was held against the register.' },
    ];
  return coverage.flatMap(({ log, to, problem, openGaps }): readonly Gap[] => [
    ...(to === null || problem !== null
      ? [{ kind: 'log-not-read' as const, about: log, words: problem ?? 'It was never read.' }]
      : []),
    ...(openGaps.length === 0
      ? []
      : [
          {
            ...{ kind: 'log-hours-missing' as const, about: log },
            words: `Nothing arrived for ${openGaps.length === 1 ? 'one stretch' : `${openGaps.length} stretches`}, the first from ${openGaps[0]?.from ?? ''} to ${openGaps[0]?.to ?? ''}.`,
          },
        ]),
  ]);
}

function numberOf(events: readonly GapEvent[], stream: string): string | null {
  for (const { event } of events)
    if (
      event?.type === 'acquisition.requested' &&
      event.stream.kind === 'evidence' &&
      event.stream.id === stream
    )
      return event.detail.exhibitNumber;
  return null;
}
