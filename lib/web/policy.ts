import 'server-only';
import type { CustodyPolicy } from '../procedures/procedure.ts';
import { runtime } from '../runtime/runtime.ts';

/** The tenant's own choices and the name of its locker, for what a person reads before confirming. */
export async function currentPolicy(): Promise<CustodyPolicy & { readonly account: string }> {
  const { policy, locker } = (await runtime()).context;
  return { ...policy, account: locker.account };
}
