import { inPlainSight } from '../../custody/plain-sight.ts';

const longest = 1_000;

/** A text out of somebody else's bundle as it can be recorded and shown: hidden signs written out, at most 1,000 of its signs. */
export function saidByBundle(text: string): string {
  return text.length <= longest ? inPlainSight(text) : `${inPlainSight(text.slice(0, longest))}…`;
}
