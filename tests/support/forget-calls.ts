import type { TestDatabase } from './database.ts';

/** Two hours pass for the calls that Microsoft counts: all places are free again, and no pause stands. */
export async function forgetCalls(at: Pick<TestDatabase, 'asAdmin'>): Promise<void> {
  await at.asAdmin(`update defender_call set at = at - interval '2 hours'`);
  await at.asAdmin(`update defender_budget set paused_until = paused_until - interval '2 hours'`);
}
