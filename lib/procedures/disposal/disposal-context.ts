import type { EvidenceDisposer } from '../../ports/evidence-disposer.ts';
import type { HoldContext } from '../hold/hold-context.ts';

/** What the worker needs to delete what was approved and witnessed. */
export interface DisposalContext extends Pick<HoldContext, 'register' | 'policies' | 'worker'> {
  readonly disposer: EvidenceDisposer;
}
