import type { EventDetail } from './custody-event.ts';
import type { AzureRecord, FindingKind, LogCoverage, ReconciledLog } from './reconciliation-event.ts';

/** What was found, as a title. */
export function findingTitle(kind: FindingKind): string {
  switch (kind) {
    case 'unexplained-access':
      return 'Access that no grant explains';
    case 'outside-snapshot':
      return 'Snapshot or disk link made outside';
    case 'grant-outside-window':
      return 'Grant used outside its time';
    case 'grant-outside-address':
      return 'Grant used from another address';
    case 'grant-never-used':
      return 'Grant of which no use is known';
    case 'change-outside':
      return 'Control changed outside';
    case 'gap':
      return 'Azure’s log has a gap';
  }
}

/** What Azure's side says, as one sentence. */
export function azureWords(azure: AzureRecord | null): string {
  if (azure === null) return 'Azure has no record.';
  const { callerName, caller, address, operation, resource, status } = azure;
  const who = callerName ?? caller ?? 'Somebody without a name';
  const from = address === null ? '' : ` from ${address}`;
  return `${who}${from}: ${operation} on ${resource} (${status}).`;
}

export function logName(log: ReconciledLog): string {
  return log === 'blob' ? 'The locker’s log' : 'The activity log';
}

/** "The locker's log was read from … to …; records may come 60 minutes late." */
export function coverageWords(log: ReconciledLog, { from, to, latenessMinutes }: LogCoverage): string {
  const read = from === null || to === null ? 'was never read' : `was read from ${from} to ${to}`;
  return `${logName(log)} ${read}; records may come ${latenessMinutes} minutes late.`;
}

export function findingWords(detail: EventDetail<'reconciliation.finding'>): string {
  const { azure, ledger, at, until, kind } = detail;
  const when = until === null ? `At ${at}.` : `From ${at} to ${until}.`;
  const saw = kind === 'gap' ? '' : azureWords(azure);
  return [when, saw, ledger.words, coverageWords(detail.log, detail.coverage)].filter(Boolean).join(' ');
}

export function explainedWords({ kind, by }: EventDetail<'reconciliation.explained'>): string {
  return `${findingTitle(kind)}: ${by}`;
}
