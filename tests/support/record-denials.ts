import type { TestDatabase } from './database.ts';
import { analyst, denied } from './facts.ts';

/** Records so many small facts, one after the other, in the chains of three persons. */
export async function recordDenials(
  { at }: { readonly at: Pick<TestDatabase, 'register'> },
  count: number,
  subject: (i: number) => string = String,
): Promise<void> {
  for (let i = 0; i < count; i += 1)
    await at.register.record(analyst, ['access.denied'], async () => ({
      events: [denied(`person-${i % 3}`, subject(i))],
      result: null,
    }));
}
