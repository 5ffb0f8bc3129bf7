import { z } from 'zod';

/** Why an act is done, in the person's own words: custody form field 2. */
export const reasonSchema = z
  .string()
  .trim()
  .min(10, 'Say why in at least 10 characters.')
  .max(2_000, 'Keep the reason under 2,000 characters.');
