import type { CloudReading } from './cloud-reading.ts';

/** Azure's own record of control-plane writes. Duties: read-only; late by minutes, so an empty answer proves nothing. */
export interface ActivityLog {
  byResource(
    resourceId: string,
    from: Date,
    to: Date,
    signal: AbortSignal,
  ): Promise<readonly ActivityEntry[]>;
  /** Everything of a subscription, or of one resource provider in it, oldest first. Refusals and silence are said. */
  inSubscription(
    subscriptionId: string,
    provider: string | null,
    from: Date,
    to: Date,
    signal: AbortSignal,
  ): Promise<CloudReading<readonly ActivityEntry[]>>;
}

export interface ActivityEntry {
  readonly id: string; // unique
  readonly operation: string;
  readonly resourceId: string;
  readonly caller: string;
  readonly callerObjectId: string | null;
  readonly clientIp: string | null;
  readonly correlationId: string;
  readonly clientRequestId: string | null;
  readonly at: string;
  readonly status: string;
}
