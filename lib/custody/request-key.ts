/**
 * Keys of requests that the product makes by itself. A person's form chooses a bare UUID for a key, and may choose any: what
 * these stand before is never one, and so no form can pass for the product's own request.
 */

/** Of the request to seal what a query answered. */
export function keyOfResult(runId: string): string {
  return `hunting:${runId}`;
}

/** Of the requests to seal what an action on a device gave. */
export function keyOfAction(actionId: string): string {
  return `device-action:${actionId}`;
}
