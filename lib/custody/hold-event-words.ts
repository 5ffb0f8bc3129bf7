import type { DisposalEventShapes } from './disposal-event.ts';
import type { EventWords } from './event-tone.ts';
import { policyWords } from './guard-drift.ts';
import type { AzureDoer, GuardHistoryLine, HoldEventShapes } from './hold-event.ts';
import { minuteWords } from './minute-words.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a container's guard, or of an item's disposal. */
export type HoldFact = Extract<
  EventFact,
  { readonly type: keyof HoldEventShapes | keyof DisposalEventShapes }
>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function holdEventWords(event: HoldFact): EventWords {
  const { type, detail } = event;
  switch (type) {
    case 'hold.requested':
      return words(
        'Legal hold asked for',
        'began',
        `${detail.caseReference}: tag ${detail.tag} on ${detail.container}`,
      );
    case 'hold.placed':
      return words(
        'Legal hold placed',
        'good',
        `${detail.caseReference}: Azure reports ${tagWords(detail.tags)} on ${detail.container}`,
      );
    case 'hold.lift-confirmed':
      return words(
        'Lifting a hold was confirmed',
        'began',
        `${detail.proposal}: tag ${detail.tag} on ${detail.container} waits for the controller’s own act in Azure`,
      );
    case 'hold.lifted':
      return words(
        'Legal hold lifted',
        'step',
        `Tag ${detail.tag} on ${detail.container}; Azure reports ${tagWords(detail.tags)}`,
      );
    case 'retention.extension-requested':
      return words('Longer retention asked for', 'began', detail.plan);
    case 'retention.extended':
      return words(
        'Retention extended',
        'good',
        `${dayWords(detail.days)} on ${detail.container}, read back from storage; ${detail.extensionsLeft ?? 'an unknown number of'} of 5 extensions left`,
      );
    case 'hold.act-failed':
      return words('An act on the guard failed', 'bad', `${actWords(detail)}: ${detail.problem}`);
    case 'hold.history-imported':
      return words('Azure’s history taken over', 'step', detail.lines.map(historyLineWords).join('; '));
    case 'hold.set-outside':
      return words(
        'A hold was set outside Holdfast',
        'step',
        `Tag ${detail.tag} on ${detail.container} by ${doerWords(detail.by)}`,
      );
    case 'hold.cleared-outside':
      return words(
        'A hold was cleared outside Holdfast',
        'bad',
        `Tag ${detail.tag} on ${detail.container} is gone; ${lastSeenWords(detail.lastSeenAt)}`,
      );
    case 'hold.set-again':
      return words(
        'A cleared hold stands again',
        'good',
        `Tag ${detail.tag} on ${detail.container}, set by ${doerWords(detail.by)}`,
      );
    case 'retention.changed-outside':
      return words(
        'Retention was changed outside Holdfast',
        detail.weaker ? 'bad' : 'step',
        `${detail.container}: ${policyWords(detail.before)}, now ${policyWords(detail.after)}; ${lastSeenWords(detail.lastSeenAt)}`,
      );
    case 'retention.restored':
      return words(
        'Retention is as recorded again',
        'good',
        `${detail.container}: ${policyWords(detail.now)}`,
      );
    case 'hold.change-attributed':
      return words(
        'Azure names who changed the guard',
        'step',
        `${detail.change}: ${detail.by}${detail.clientIp === null ? '' : ` from ${detail.clientIp}`} at ${minuteWords(detail.at)}, correlation id ${detail.correlationId}`,
      );
    case 'hold.notice-sent':
      return words(
        'Hold notice sent',
        'step',
        `To ${detail.recipients.map(({ name }) => name).join(', ')}: “${detail.text}”`,
      );
    case 'hold.notice-reminded':
      return words(
        'Reminded of a hold notice',
        'step',
        `The notice of ${minuteWords(detail.sentAt)}: ${detail.recipients.map(({ name }) => name).join(', ')}`,
      );
    case 'hold.notice-acknowledged':
      return words('Hold notice acknowledged', 'good', `The notice of ${minuteWords(detail.sentAt)}`);
    case 'evidence.disposal-approved':
      return words(
        'Disposal approved',
        'began',
        `${detail.number}: ${detail.proposal}, by ${detail.parties.approvers.map(({ displayName }) => displayName).join(' and ')}; waits for a witness`,
      );
    case 'evidence.disposal-witnessed':
      return words('Disposal witnessed', 'step', `${detail.number}: “${detail.statement}”`);
    case 'evidence.disposal-begun':
      return words(
        'Disposal begun',
        'bad',
        `${detail.number}: no hold and no retention stood at ${minuteWords(detail.guardReadAt)}; deleting ${detail.blobs.join(', ')}`,
      );
    case 'evidence.disposed':
      return words(
        'Disposed',
        'bad',
        `${detail.number}: the store answered that ${detail.deleted.map(({ blob }) => blob).join(' and ')} ${detail.deleted.length === 1 ? 'is' : 'are'} not there any more`,
      );
    case 'evidence.disposal-stopped':
      return words('Disposal stopped', 'good', `${detail.number}: ${detail.why}`);
    default:
      return type satisfies never;
  }
}

/** "hold inc20260001 set by Lead at 2026-11-22 10:00 UTC". */
export function historyLineWords({ what, tag, days, at, by }: GuardHistoryLine): string {
  const change =
    tag === null ? `retention ${what}${days === null ? '' : `, ${dayWords(days)}`}` : `hold ${tag} set`;
  return `${change} by ${doerWords(by)} at ${minuteWords(at)}`;
}

export function doerWords({ name, objectId }: AzureDoer): string {
  return name ?? (objectId === null ? 'somebody Azure does not name' : `the identity ${objectId}`);
}

export function tagWords(tags: readonly string[]): string {
  return tags.length === 0 ? 'no hold' : `the ${tags.length === 1 ? 'hold' : 'holds'} ${tags.join(', ')}`;
}

export function dayWords(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

function actWords({ act, tag, days }: HoldEventShapes['hold.act-failed']): string {
  switch (act) {
    case 'place-hold':
      return `Placing the hold ${tag}`;
    case 'extend-retention':
      return `Extending the retention to ${dayWords(days ?? 0)}`;
    case 'clear-hold':
      return `Clearing the hold ${tag}`;
  }
}

function lastSeenWords(at: string | null): string {
  return at === null ? 'it was never read before' : `last seen otherwise ${minuteWords(at)}`;
}

function words(title: string, tone: EventWords['tone'], sentence: string): EventWords {
  return { title, tone, sentence };
}
