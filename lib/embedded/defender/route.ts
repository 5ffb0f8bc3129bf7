import type { Fault } from '../cloud-parts.ts';
import type { RateLimit } from './rate-buckets.ts';

/** One row of Defender's interface: who may call it how often, and what it answers. */
export interface DefenderRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly pattern: RegExp; // over the path after /api
  readonly operation: string; // the name in fault scripts and counts
  readonly api: string; // calls are counted by this
  readonly limit: RateLimit;
  readonly roles: readonly string[]; // any of them
  readonly answer: (call: DefenderCall) => DefenderReply | Promise<DefenderReply>;
}

export interface DefenderCall {
  readonly params: readonly string[];
  readonly url: URL;
  readonly body: Buffer;
  readonly contentType: string;
  readonly application: string; // the caller's name
  readonly fault: Fault | null; // what is left of it for the route to play
}

export interface DefenderReply {
  readonly status: number;
  readonly body: unknown;
}

/** What the fault tells the service to say falsely, or null. */
export function lieOf(call: DefenderCall): string | null {
  return call.fault?.kind === 'lie' ? call.fault.how : null;
}
