import type { SystemActor } from '../../custody/actor.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { azureWords, findingTitle, logName } from '../../custody/reconciliation-words.ts';
import type { CustodyRegister, RegisterDesk } from '../../ports/custody-register.ts';
import type { JudgedReading, NewFinding } from '../../ports/reconciliation-state.ts';
import { tellWatch } from '../tell-watch.ts';
import { findingStream, findingSubjects } from './finding-stream.ts';

export const reconciler: SystemActor = { kind: 'system', component: 'reconciliation' };
const mostTold = 20; // of one reading, each by itself

/** Each finding a fact, shown and told, together with the reading it came of, if it came of one. */
export async function recordFindings(
  register: CustodyRegister,
  findings: readonly NewFinding[],
  reading: JudgedReading | null,
): Promise<void> {
  const [first, ...others] = findings.map(findingEvent);
  if (first === undefined) return reading === null ? undefined : await register.keepReading(reading);
  await register.record(reconciler, ['reconciliation.finding'], async (desk) => {
    if (reading !== null) await desk.saveReading(reading);
    for (const finding of findings) await desk.openFinding(finding);
    for (const finding of findings.slice(0, mostTold)) await tell(desk, finding, findings.length - mostTold);
    return { result: undefined, events: [first, ...others] };
  });
}

function findingEvent(finding: NewFinding): CustodyEvent<'reconciliation.finding'> {
  return {
    type: 'reconciliation.finding',
    stream: findingStream(finding),
    subjects: findingSubjects(finding),
    reason: null,
    authority: null,
    detail: finding.detail,
  };
}

/** A grant that nobody used is no alarm. */
async function tell(desk: RegisterDesk, finding: NewFinding, more: number): Promise<void> {
  const { id, incidentId, detail } = finding;
  const incident = incidentId === null ? null : await desk.incident(incidentId);
  const also = more > 0 ? ` And ${more} more.` : '';
  const about = detail.azure === null ? logName(detail.log) : azureWords(detail.azure);
  await tellWatch(
    desk,
    {
      key: findingNoteKey(id),
      level: levelOf(finding),
      title: `${findingTitle(detail.kind)}: ${about}${also}`,
      words: detail.ledger.words,
      href: `/reconciliation?finding=${id}`,
      ...(incident === null ? {} : { incidentId: incident.id, subject: incident.number }),
    },
    incident?.restricted === true ? incident.memberObjectIds : null,
  );
}

export function findingNoteKey(id: string): string {
  return `reconciliation:${id}`;
}

function levelOf({ detail }: NewFinding): 'info' | 'warning' | 'error' {
  switch (detail.kind) {
    case 'unexplained-access':
    case 'outside-snapshot':
    case 'change-outside':
      return 'error';
    case 'grant-outside-window':
    case 'grant-outside-address':
    case 'gap':
      return 'warning';
    case 'grant-never-used':
      return 'info';
  }
}
