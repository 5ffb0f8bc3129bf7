/**
 * What a report must never say: nobody has certified any of it, and a court alone decides what it admits. Source: SWGDE
 * 18-Q-002, ISO/IEC 27037 (guidance worked to, no accreditation).
 */
const traps: readonly RegExp[] = [
  /court[- ](admissible|ready|proof)/i,
  /\badmissib/i,
  /(?<!not )\biso(\/iec)? ?270\d\d[- ](compliant|certified|accredited)/i,
  /tamper[- ]?proof/i,
  /unbreakable|unhackable|un-?forgeable/i,
  /\bguarantee/i,
  /beyond (any|all) doubt/i,
  /irrefutabl|indisputabl|incontrovertibl/i,
  /forensically sound/i,
  /military[- ]grade/i,
];

/** What it must not say while gaps stand. */
const claims: readonly RegExp[] = [
  /\bcomplete(ly|ness)?\b/i,
  /\bunbroken\b/i,
  /\bgapless\b/i,
  /\bfull chain\b/i,
];

/** The words of a sentence of ours that a report must not print; quotations of the record are not ours. */
export function unfairWords(sentence: string, gapsStand: boolean): readonly string[] {
  const refused = gapsStand ? [...traps, ...claims] : traps;
  return refused.flatMap((one) => one.exec(sentence)?.[0] ?? []);
}
