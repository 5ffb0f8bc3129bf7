import type { Traced } from './disk-snapshots.ts';

/**
 * What no identity of the product may do: a controller's own account does it, with a token that was given for this one
 * act. Duties: the token is used for the call and kept nowhere; a refusal says what Azure said of the person's account.
 */
export interface ControllerActs {
  /** Clears one legal hold of a container. Out: the holds that still stand. Clearing one that is gone changes nothing. */
  clearHold(container: string, tag: string, signal: AbortSignal): Promise<Traced<readonly string[]>>;
}
