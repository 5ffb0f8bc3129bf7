import { z } from 'zod';

export const legalAuthorityTypes = ['warrant', 'court-order', 'consent', 'internal-policy', 'production-order', 'other'] as const;

/** Custody form field 3: under which authority the evidence is taken. */
export const legalAuthoritySchema = z.strictObject({
  type: z.enum(legalAuthorityTypes),
  number: z.string().trim().min(1, 'Give the number or identifier of the authority.').max(120),
  validFrom: z.iso.date().nullable(),
  validUntil: z.iso.date().nullable(),
});

export type LegalAuthority = z.infer<typeof legalAuthoritySchema>;

/** True on every day of its validity, in UTC; an open end is open. */
export function isInForce(authority: LegalAuthority, today: string): boolean {
  return (authority.validFrom === null || authority.validFrom <= today) && (authority.validUntil === null || today <= authority.validUntil);
}
