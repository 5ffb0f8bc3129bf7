import { bad, began, type EventWords, good, step } from './event-tone.ts';
import type { EventFact } from './recorded-event.ts';
import type { ReportEventShapes, ReportName } from './report-event.ts';

/** A fact of a custody report. */
type ReportFact = Extract<EventFact, { readonly type: keyof ReportEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function reportEventWords(event: ReportFact): EventWords {
  switch (event.type) {
    case 'report.requested': {
      const { supersedes, reason } = event.detail;
      const instead = supersedes === null ? '' : ` It takes the place of ${supersedes}.`;
      return began('Custody report requested', `${named(event.detail)}: “${reason}”.${instead}`);
    }
    case 'report.generated': {
      const { entries } = event.detail;
      const from =
        entries === undefined
          ? 'the signed ledger, this entry included'
          : `${entries.events} of the first ${entries.size} entries of the signed ledger, and from what its streams gained since, up to this entry`;
      return step('Custody report generated', `${named(event.detail)} is drawn from ${from}.`);
    }
    case 'report.signed': {
      const { sha256, ledger, events, stamp, stampProblem } = event.detail;
      const told = `${named(event.detail)}: ${events} events, ledger size ${ledger.size}, SHA-256 ${sha256}.`;
      return stamp === null
        ? bad('Custody report signed without a time stamp', `${told} ${stampProblem ?? ''}`.trim())
        : good('Custody report signed', `${told} Time stamped by ${stamp.authority} at ${stamp.genTime}.`);
    }
    case 'report.downloaded':
      return step('Custody report downloaded', `${named(event.detail)}, SHA-256 ${event.detail.sha256}`);
    case 'report.certificate-drawn': {
      const { template, sha256 } = event.detail;
      return step(
        'Certification drawn up, unsigned',
        `“${template}” for ${named(event.detail)}, SHA-256 ${sha256}. Nobody has signed it here.`,
      );
    }
  }
}

function named({ exhibitNumber, version, subject }: ReportName): string {
  return `${exhibitNumber}, version ${version} of the report on ${subject.number}`;
}
