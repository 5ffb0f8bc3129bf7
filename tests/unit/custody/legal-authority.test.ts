import { describe, expect, it } from 'vitest';
import { authorityName, authorityWords } from '../../../lib/custody/authority-words.ts';
import { authorityNotSupplied, legalAuthoritySchema } from '../../../lib/custody/legal-authority.ts';

describe('a legal authority that nobody supplied', () => {
  it('is accepted and called by that name alone', () => {
    expect(legalAuthoritySchema.parse(authorityNotSupplied)).toEqual(authorityNotSupplied);
    expect(authorityWords(authorityNotSupplied)).toBe('Not supplied');
    expect(authorityName(authorityNotSupplied)).toBe('Not supplied');
  });

  it.each([{ number: 'W-12' }, { validUntil: '2030-01-01' }, { validFrom: '2020-01-01' }])(
    'is refused together with %o',
    (part) => {
      expect(legalAuthoritySchema.safeParse({ ...authorityNotSupplied, ...part }).success).toBe(false);
    },
  );

  it('never hides one that was supplied', () => {
    const warrant = { type: 'warrant', number: 'W-12', validFrom: null, validUntil: '2030-01-01' } as const;
    expect(authorityWords(warrant)).toBe('Warrant W-12, valid until 2030-01-01');
  });
});
