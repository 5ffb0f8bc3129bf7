const toleranceMs = 5 * 60_000;

/**
 * One sentence if the stated time and the clock are further apart than five minutes and the stated accuracy, else null.
 * In: accuracy in milliseconds; null counts as none.
 */
export function clockAnomaly(genTime: Date, accuracyMs: number | null, now: Date): string | null {
  const apartMs = genTime.getTime() - now.getTime();
  if (Math.abs(apartMs) <= toleranceMs + (accuracyMs ?? 0)) return null;
  const seconds = Math.round(Math.abs(apartMs) / 1000);
  const side = apartMs > 0 ? 'ahead of' : 'behind';
  return `The authority's time ${genTime.toISOString()} is ${seconds} s ${side} the clock here.`;
}
