import type { TestDatabase } from './database.ts';

/** Withholds what an event says from all but these readers, as a decision of two people does, without its record. */
export async function withheldBy(
  { asAdmin }: Pick<TestDatabase, 'asAdmin'>,
  eventId: string | undefined,
  { decision = 'CP-1', readers = [] }: { decision?: string; readers?: readonly string[] } = {},
): Promise<void> {
  await asAdmin('insert into body_withheld (event_id, decision, readers) values ($1, $2, $3)', [
    ...[eventId, decision, readers],
  ]);
}
