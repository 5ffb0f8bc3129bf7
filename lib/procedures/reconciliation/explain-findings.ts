import type { CustodyEvent } from '../../custody/custody-event.ts';
import { findingTitle } from '../../custody/reconciliation-words.ts';
import type { OpenFinding } from '../../ports/reconciliation-state.ts';
import { type ExpectedCalls, hourOf, isHourWhole } from '../../reconcile/find-gaps.ts';
import { callOf, type KnownCall } from '../../reconcile/ledger-knowledge.ts';
import { callsById } from '../../reconcile/recorded-calls.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';
import { findingStream, findingSubjects } from './finding-stream.ts';
import { identityNames } from './judge-records.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';
import { findingNoteKey, reconciler } from './record-findings.ts';

const lookBackMs = 24 * 3_600_000;
const earlierMs = 900_000;

/**
 * Looks whether something that came later accounts for an open finding: an event that names the call, the missing records,
 * a use of the grant. The finding stays, and says so. Out: how many.
 */
export async function explainFindings(context: ReconciliationContext, signal: AbortSignal): Promise<number> {
  const since = new Date(context.now().getTime() - lookBackMs);
  const open = await context.register.openFindings(since);
  if (open.length === 0) return 0;
  const oldest = open.map(({ at }) => Date.parse(at)).reduce((a, b) => Math.min(a, b));
  const calls = callsById(await context.register.recordedCallsSince(new Date(oldest - earlierMs)));
  const identities = await identityNames(context, signal);
  const used = await context.register.usedGrants(open.flatMap(grantOf));
  const { expected, arrived } = await context.register.expectedCalls(since, context.now());
  let explained = 0;
  for (const finding of open) {
    const by = explanationOf(finding, { calls, identities, used, expected, arrived });
    if (by !== null && (await recordedOnce(() => recordExplained(context, finding, by)))) explained += 1;
  }
  return explained;
}

interface Later {
  readonly calls: ReadonlyMap<string, KnownCall>;
  readonly identities: ReadonlyMap<string, string>;
  readonly used: ReadonlySet<string>;
  readonly expected: readonly ExpectedCalls[];
  readonly arrived: Readonly<Record<'blob' | 'activity', ReadonlySet<string>>>;
}

function explanationOf(finding: OpenFinding, later: Later): string | null {
  const { kind, detail } = finding;
  const { used, expected, arrived } = later;
  switch (kind) {
    case 'gap': {
      const { eventIds } = detail.ledger;
      const seen = arrived[detail.log];
      const came = eventIds.length > 0 && eventIds.every((id) => seen.has(id));
      const hour = hourOf(detail.until ?? finding.at); // of which a finding names what was due first
      return came && isHourWhole(expected, seen, detail.log, hour) ? 'The missing records came later.' : null;
    }
    case 'grant-never-used':
      return grantOf(finding).some((id) => used.has(id))
        ? 'A record of its use came after the grant had ended.'
        : null;
    case 'unexplained-access':
    case 'outside-snapshot':
    case 'change-outside':
      return callThatExplains(finding, later);
    case 'grant-outside-window':
    case 'grant-outside-address':
      return null; // no later fact moves the end of a grant
  }
}

/** By the same rule as at first: an id alone explains nothing. */
function callThatExplains({ at, detail }: OpenFinding, known: Later): string | null {
  const { azure, log } = detail;
  if (azure === null) return null;
  const { operation, caller, recordId, correlationId, clientRequestId } = azure;
  const ids = log === 'blob' ? [recordId, clientRequestId] : [correlationId, clientRequestId];
  const call = callOf(known, { log, at, operation, caller, ids });
  return call === null ? null : `Event ${call.eventId}, recorded later, names this call.`;
}

function grantOf({ kind, key }: OpenFinding): readonly string[] {
  return kind === 'grant-never-used' ? [key.slice(kind.length + 1)] : [];
}

async function recordExplained(
  { register }: ReconciliationContext,
  finding: OpenFinding,
  by: string,
): Promise<void> {
  await register.record(reconciler, ['reconciliation.explained'], async (desk) => {
    await desk.explainFinding(finding.id, by);
    const { id, kind, incidentId, detail } = finding;
    const incident = incidentId === null ? null : await desk.incident(incidentId);
    const note = {
      key: findingNoteKey(id),
      level: 'info',
      title: `${findingTitle(kind)}: ${by}`,
      href: `/reconciliation?finding=${id}`,
    } as const;
    await tellWatch(desk, note, incident?.restricted === true ? incident.memberObjectIds : null);
    const explained: CustodyEvent<'reconciliation.explained'> = {
      type: 'reconciliation.explained',
      stream: findingStream(finding),
      subjects: findingSubjects(finding),
      reason: null,
      authority: null,
      detail: { findingId: id, kind, by, azure: detail.azure },
    };
    return { result: undefined, events: [explained] };
  });
}
