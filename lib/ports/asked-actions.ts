import type { DeviceActionLease } from './device-desk.ts';

/**
 * What Defender may hold already. Noted before each request and taken back only where Defender said no, so that a lost
 * answer is never taken for none. A live response counts as open from its note until it is over.
 */
export interface AskedActions {
  /**
   * Notes that Defender is asked for the action now. False: `mostLiveResponses` are open in the tenant, and nothing is noted.
   * No number of workers gets past it. Throws `fenced-off` for a worker that lost the action.
   */
  noteAsking(lease: DeviceActionLease, mostLiveResponses: number): Promise<boolean>;
  /** Defender said no, or was not reached: it holds what it held before. */
  forgetAsking(lease: DeviceActionLease): Promise<void>;
  /** Live responses that may be open at Defender, other than this action. */
  openLiveResponses(exceptId: string): Promise<number>;
}
