import type { FoundState } from '../provision/found-state.ts';
import type { ProvisionStep } from '../provision/provision-step.ts';
import type { WantedState } from '../provision/wanted-state.ts';

/**
 * A subscription that is being set up, as the person who does it. Duties: reading changes nothing, and what could not be
 * read is said with Azure's words and never taken for missing; a step is done whole or throws CustodyError with
 * Azure's words; a step that was done before may be done again.
 */
export interface ProvisioningSite {
  read(wanted: WantedState, signal: AbortSignal): Promise<FoundState>;
  perform(step: ProvisionStep, signal: AbortSignal): Promise<void>;
}
