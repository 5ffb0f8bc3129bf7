import type { EventDetail } from './custody-event.ts';

/** "Event 4, detail.location: “SOC” is to read “SOC room 2”. Typed in a hurry." */
export function correctionWords({
  n,
  field,
  recorded,
  corrected,
  reason,
}: EventDetail<'custody.corrected'>): string {
  const before = recorded === null ? 'nothing was recorded' : `“${recorded}” was recorded`;
  return `Event ${n}, ${field}: ${before}, right is “${corrected}”. ${reason}`;
}
