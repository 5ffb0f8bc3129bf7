import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';

/** An answer in the shape that is expected. Throws `cloud-unavailable` for any other. */
export function shaped<T>(name: string, schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  // Where it is wrong, never what stands there: it may be a link.
  const where = result.error.issues.map(({ path }) => path.join('.')).slice(0, 3);
  throw new CustodyError('cloud-unavailable', `${name} answered in an unknown shape.`, {
    detail: { where: where.join(', ') },
  });
}

/** One segment of a path: never empty, never a step up, nothing that begins another part of an address. */
export function segment(given: string, what: string): string {
  if (/^(?!\.+$)[\p{L}\p{N}._-]{1,255}$/u.test(given)) return encodeURIComponent(given);
  throw new CustodyError('invalid-input', `This is not the ${what} of anything in Defender.`);
}

/** A moment as Microsoft writes it (seven digits of a second), unchanged; null for none and for its year 1. */
export const moment = z
  .string()
  .nullish()
  .transform((text) => (text == null || !isMoment(text) ? null : text));

/** A word that may be missing or empty. */
export const word = z
  .string()
  .nullish()
  .transform((text) => (text == null || text === '' ? null : text));

function isMoment(text: string): boolean {
  return !text.startsWith('0001-') && !Number.isNaN(Date.parse(text));
}
