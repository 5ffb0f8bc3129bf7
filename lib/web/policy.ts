import 'server-only';
import type { CustodyPolicy } from '../procedures/procedure.ts';
import { runtime } from '../runtime/runtime.ts';

/** The tenant's own choices (retention, largest disk), for the sentence a person reads before confirming. */
export async function currentPolicy(): Promise<CustodyPolicy> {
  return (await runtime()).context.policy;
}
