import type { LegalAuthority } from './legal-authority.ts';

/** What each type of legal authority is called. */
export const authorityTypeWords: Readonly<Record<LegalAuthority['type'], string>> = {
  'internal-policy': 'Internal policy',
  consent: 'Consent',
  warrant: 'Warrant',
  'court-order': 'Court order',
  'production-order': 'Production order',
  other: 'Other',
  'not-supplied': 'Not supplied',
};

/** "Warrant 12/2026", or "Not supplied" where nobody named any. */
export function authorityName(authority: LegalAuthority): string {
  const type = authorityTypeWords[authority.type];
  return authority.type === 'not-supplied' ? type : `${type} ${authority.number}`;
}

/** "Warrant 12/2026, valid from 2026-01-01 until 2026-12-31". */
export function authorityWords(authority: LegalAuthority): string {
  if (authority.type === 'not-supplied') return authorityName(authority);
  const from = authority.validFrom === null ? '' : ` from ${authority.validFrom}`;
  const until = authority.validUntil === null ? '' : ` until ${authority.validUntil}`;
  const validity = from + until === '' ? ', no end of validity given' : `, valid${from}${until}`;
  return `${authorityName(authority)}${validity}`;
}
