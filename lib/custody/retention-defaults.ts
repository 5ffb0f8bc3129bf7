import { z } from 'zod';

const longestRetentionDays = 146_000; // Azure's own limit for time-based retention

/** Days for which a new incident's evidence is kept, when the two controllers said so. */
export const retentionDefaultsSchema = z.strictObject({
  retentionDays: z.coerce
    .number('Give whole days.')
    .int('Give whole days.')
    .min(1, 'Give at least one day.')
    .max(longestRetentionDays, `Azure keeps for at most ${longestRetentionDays} days.`),
});

/** What the controllers put in force; null: nothing yet, so that the setting counts, or nothing that can be read. */
export function retentionDefaults(inForce: { readonly value: unknown } | null): number | null {
  const read = retentionDefaultsSchema.safeParse(inForce?.value);
  return read.success ? read.data.retentionDays : null;
}
