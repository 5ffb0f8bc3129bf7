/** Azure's own record of control-plane writes. Duties: read-only; late by minutes, so an empty answer proves nothing. */
export interface ActivityLog {
  byResource(
    resourceId: string,
    from: Date,
    to: Date,
    signal: AbortSignal,
  ): Promise<readonly ActivityEntry[]>;
}

export interface ActivityEntry {
  readonly operation: string;
  readonly caller: string;
  readonly callerObjectId: string | null;
  readonly clientIp: string | null;
  readonly correlationId: string;
  readonly clientRequestId: string | null;
  readonly at: string;
  readonly status: string;
}
