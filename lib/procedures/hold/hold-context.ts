import type { LockerPolicies } from '../../ports/locker-policies.ts';
import type { ProcedureContext } from '../procedure.ts';

/** What the worker needs to change and to watch the guards of the locker's containers. */
export interface HoldContext extends Pick<ProcedureContext, 'register' | 'locker' | 'activity' | 'worker'> {
  readonly policies: LockerPolicies; // as the custodian, who can neither clear a hold nor shorten a policy
  readonly account: string; // resource id of the locker's storage account
}
