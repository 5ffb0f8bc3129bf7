import { z } from 'zod';

/** Not a record of zod's: an answer may have a hundred thousand rows, and is read for each page of it. */
function isRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The canonical record of one answer: what is shown, exported and sealed is this. */
export const huntingAnswerSchema = z.object({
  format: z.literal('holdfast.query-result/1'),
  query: z.string(),
  timespan: z.string(),
  askedAt: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.custom<Readonly<Record<string, unknown>>>(isRow)),
  rowCount: z.number(),
  truncated: z.boolean(),
  coverage: z.string(),
});
export type HuntingAnswer = z.infer<typeof huntingAnswerSchema>;

/** Reads the record again. Throws for bytes that are none. */
export function readHuntingAnswer(bytes: Uint8Array): HuntingAnswer {
  return huntingAnswerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * A value of Microsoft's JSON with the ambiguities removed, so that its canonical form is the same everywhere: numbers
 * that are no safe integer become decimal text, half a surrogate pair becomes U+FFFD.
 */
export function unambiguous(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : String(value);
  if (Array.isArray(value)) return value.map(unambiguous);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.toWellFormed(), unambiguous(one)]),
  );
}

/** A cell in words: a value that is no text as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
