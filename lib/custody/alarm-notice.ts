import type { AlarmSeverity } from './alarm.ts';

/** What is told outside: an alarm begins, is worse or other than before, or is over; something waits for a decision; a channel is tried. */
export type NoticeKind = 'raised' | 'raised-again' | 'cleared' | 'waits' | 'test';

/** A notice as it leaves the product. Of what a restricted incident is about, nothing leaves but number and link. */
export interface OutwardNotice {
  readonly id: string; // the same at each attempt: a receiver knows a repetition by it
  readonly what: NoticeKind;
  readonly number: string; // AL-0001, AR-2026-0001, PR-2026-0001
  readonly at: string; // RFC 3339, UTC
  readonly link: string; // absolute
  readonly about: NoticeSubject | null; // null: restricted
}

interface NoticeSubject {
  readonly kind: string; // lib/custody/alarm.ts
  readonly severity: AlarmSeverity | 'info';
  readonly title: string; // one line
  readonly words: string;
  readonly subject: string | null;
}

/** The one line that stands at the head of a message. Pure. */
export function noticeHeadline({ what, number, about }: OutwardNotice): string {
  const said = about === null ? '' : `: ${about.title}`;
  switch (what) {
    case 'raised':
      return about === null ? `${number} was raised` : `${number} ${about.severity}${said}`;
    case 'raised-again':
      return about === null ? `${number} was raised again` : `${number} again, ${about.severity}${said}`;
    case 'cleared':
      return `${number} is over${said}`;
    case 'waits':
      return about === null ? `${number} waits for a decision` : about.title;
    case 'test':
      return about === null ? 'Test' : about.title;
  }
}

/** A few lines of plain text for people. Pure. */
export function noticeText(notice: OutwardNotice): string {
  const { about, what, link, at } = notice;
  const act =
    what === 'waits'
      ? 'Approve or refuse it here; you may be asked to sign in again:'
      : 'See it in Holdfast:';
  const hidden = 'What it is about is shown only to those who may see it.';
  return [
    noticeHeadline(notice).replace(/\.?$/, '.'),
    about === null ? hidden : about.words,
    `${act}\n${link}`,
    `At ${at}, by Holdfast. Nobody reads answers to this message.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
