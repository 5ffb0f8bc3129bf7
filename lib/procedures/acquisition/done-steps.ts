import { type AcquisitionStep, acquisitionSteps } from '../../custody/acquisition.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';

/** The steps of an acquisition that are done. */
export function doneSteps(acquisition: AcquisitionRecord): ReadonlySet<AcquisitionStep> {
  return new Set(acquisitionSteps.filter((step) => acquisition.steps[step].state === 'done'));
}
