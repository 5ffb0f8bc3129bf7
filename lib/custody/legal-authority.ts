import { z } from 'zod';

export const legalAuthorityTypes = [
  'warrant',
  'court-order',
  'consent',
  'internal-policy',
  'production-order',
  'other',
  'not-supplied', // nobody named one; recorded as that, never made up
] as const;

/** Custody form field 3: under which authority the evidence is taken. */
export const legalAuthoritySchema = z
  .strictObject({
    type: z.enum(legalAuthorityTypes).meta({ title: 'Legal authority' }),
    number: z
      .string()
      .trim()
      .min(1, 'Give the number or identifier of the authority.')
      .max(120)
      .meta({ title: 'Number or identifier' }),
    validFrom: z.iso.date().nullable(),
    validUntil: z.iso.date().nullable(),
  })
  .refine((one) => one.type !== 'not-supplied' || isNotSupplied(one), {
    path: ['type'],
    message: 'An authority that is not supplied has no number and no validity.',
  });

export interface LegalAuthority {
  readonly type: (typeof legalAuthorityTypes)[number];
  readonly number: string;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** What is recorded where nobody named an authority. */
export const authorityNotSupplied: LegalAuthority = {
  type: 'not-supplied',
  number: 'Not supplied',
  validFrom: null,
  validUntil: null,
};

function isNotSupplied({ number, validFrom, validUntil }: LegalAuthority): boolean {
  return number === authorityNotSupplied.number && validFrom === null && validUntil === null;
}

/** Whether two name one and the same authority for one and the same time. */
export function isSameAuthority(a: LegalAuthority, b: LegalAuthority): boolean {
  return (
    a.type === b.type && a.number === b.number && a.validFrom === b.validFrom && a.validUntil === b.validUntil
  );
}

/** True on every day of its validity, in UTC; an open end is open. */
export function isInForce(authority: LegalAuthority, today: string): boolean {
  return (
    (authority.validFrom === null || authority.validFrom <= today) &&
    (authority.validUntil === null || today <= authority.validUntil)
  );
}
