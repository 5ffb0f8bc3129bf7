/** Minutes of reading in an emergency, at most. */
export const breakGlassMinutes = 60;

/** How old a sign-in may be for breaking the glass and for the review, in minutes. */
export const breakGlassStepUp = 15;

export const breakGlassVerdicts = ['justified', 'not-justified'] as const;
export type BreakGlassVerdict = (typeof breakGlassVerdicts)[number];

/** Where a use stands. Nobody may use it again before the last one is reviewed. */
export type BreakGlassState = 'active' | 'to-review' | 'reviewed';

export function breakGlassState(
  use: { readonly endsAt: Date; readonly endedAt: Date | null; readonly reviewedAt: Date | null },
  now: Date,
): BreakGlassState {
  if (use.reviewedAt !== null) return 'reviewed';
  return use.endedAt === null && use.endsAt > now ? 'active' : 'to-review';
}
