import 'server-only';
import { controllersNow } from '../procedures/proposal/controllers-now.ts';
import { runtime } from '../runtime/runtime.ts';

/** What the page of controls is shown with beside the database: who holds the role now, and the days of the settings. */
export async function controllersInTenant(): Promise<{
  readonly inTenant: readonly string[] | null;
  readonly retentionDays: number;
}> {
  const { context } = await runtime();
  return { inTenant: await controllersNow(context), retentionDays: context.policy.retentionDays };
}
