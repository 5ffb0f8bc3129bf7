/** Ids under which Azure itself recorded a call (ARM and storage response headers). */
export interface AzureTrace {
  readonly operation: string; // e.g. "PUT Microsoft.Compute/snapshots"
  readonly requestId: string | null; // x-ms-request-id
  readonly correlationId: string | null; // x-ms-correlation-request-id
  readonly clientRequestId: string | null; // x-ms-client-request-id, chosen by us
  readonly target?: string; // the resource it was sent to, where a footprint is kept
}
