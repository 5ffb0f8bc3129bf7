/** A failing control that two people let stand for a while. `raw`: the very value they accepted. */
export interface ControlException {
  readonly key: string; // of the control
  readonly raw: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly approvals: readonly { readonly by: string; readonly at: string }[];
  readonly expiresAt: string;
}

/**
 * Whether an exception holds at an instant for a value: unexpired, for this value, and approved by two different
 * people who did not ask for it. A time that cannot be read does not hold.
 */
export function exceptionHolds(exception: ControlException, raw: string, at: string): boolean {
  const instant = Date.parse(at);
  const given = exception.approvals.filter((approval) => Date.parse(approval.at) <= instant);
  const approvers = new Set(given.map(({ by }) => by.toLowerCase()));
  approvers.delete(exception.requestedBy.toLowerCase());
  return exception.raw === raw && instant < Date.parse(exception.expiresAt) && approvers.size >= 2;
}
