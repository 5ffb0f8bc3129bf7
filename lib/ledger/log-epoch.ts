/**
 * A log that lost entries for good ends, and its next epoch is a log of its own: another name, other key ids. The name
 * ends in the number of the epoch (`…/prod/2`); one without a number is the first.
 */
export function epochOf(origin: string): number {
  return parts(origin).epoch;
}

/** The name of another epoch of the same log; for the first the name itself, if it bears no number. */
export function originOfEpoch(origin: string, epoch: number): string {
  if (epochOf(origin) === epoch) return origin;
  return `${parts(origin).family}/${epoch}`;
}

/** Whether both names are epochs of one log. */
export function isSameLog(one: string, other: string): boolean {
  return parts(one).family === parts(other).family;
}

function parts(origin: string): { readonly family: string; readonly epoch: number } {
  const [, family, digits] = /^(.+)\/([1-9]\d{0,8})$/.exec(origin) ?? [];
  if (family === undefined || digits === undefined) return { family: origin, epoch: 1 };
  return { family, epoch: Number(digits) };
}
