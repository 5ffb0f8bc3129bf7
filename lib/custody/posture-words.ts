import type { EventDetail } from './custody-event.ts';
import { minuteWords } from './minute-words.ts';
import type { PostureVerdict } from './posture-event.ts';

/** The verdict as the word that stands beside its icon. */
export function postureVerdictWord(verdict: PostureVerdict): string {
  switch (verdict) {
    case 'pass':
      return 'Pass';
    case 'fail':
      return 'Fail';
    case 'unknown':
      return 'Unknown';
    case 'excepted':
      return 'Excepted';
  }
}

/** A change of a control as one sentence. */
export function postureDriftWords(
  detail: EventDetail<'posture.drift-found' | 'posture.drift-mended'>,
): string {
  const { demand, place, before, after, why } = detail;
  const from = before === null ? 'Seen for the first time' : `Was ${said(before)}`;
  return [`${demand} ${place}.`, `${from}, is ${said(after)}.`, why].filter(Boolean).join(' ');
}

/** "Nobody but … locker. Says on; agreed until 2026-12-01 10:00 UTC (PR-2026-0001)." */
export function postureExceptionWords(detail: EventDetail<'posture.excepted'>): string {
  const { demand, place, raw, until, number } = detail;
  return `${demand} ${place}. Says ${raw}; agreed until ${minuteWords(until)} (${number}).`;
}

function said({ verdict, raw }: { readonly verdict: PostureVerdict; readonly raw: string }): string {
  return `${postureVerdictWord(verdict)} (${raw})`;
}
