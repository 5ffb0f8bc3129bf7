/** What a person may look back over; Microsoft keeps thirty days. */
export const huntingTimespans = ['PT1H', 'P1D', 'P7D', 'P14D', 'P30D'] as const;

/** What the tables can say at all: no row is no proof that nothing happened. */
export const huntingCoverage =
  'Microsoft keeps 30 days; only what its sensors sent and its licences cover is there, some of it minutes late.';

export function timespanWords(timespan: string): string {
  const named: Readonly<Record<string, string>> = {
    PT1H: 'the last hour',
    P1D: 'the last day',
    P7D: 'the last 7 days',
    P14D: 'the last 14 days',
    P30D: 'the last 30 days',
  };
  return named[timespan] ?? timespan;
}

/**
 * A value as a Kusto string literal that it cannot end, whatever a device reported: quotes, backslashes and line breaks
 * are escaped, every other control or format character is written by its number. Source: Microsoft Learn, "The string
 * data type", string literals.
 */
export function kustoText(value: string): string {
  const escaped = value.toWellFormed().replace(/["'\\\p{C}\u2028\u2029]/gu, (sign) => escapedSign(sign));
  return `"${escaped}"`;
}

function escapedSign(sign: string): string {
  if (sign === '"' || sign === "'" || sign === '\\') return `\\${sign}`;
  return [...Array(sign.length).keys()]
    .map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** `let name = dynamic([…]);` with every value quoted; the name is ours. */
export function letLine(
  name: 'devices' | 'names' | 'hashes' | 'addresses',
  values: readonly string[],
): string {
  return `let ${name} = dynamic([${values.map(kustoText).join(', ')}]);`;
}
