import type { Machine } from '../custody/machine.ts';

/** What Azure knows of virtual machines. Duties: read-only; `null` for a machine that is not there or not readable. */
export interface MachineDirectory {
  /** Reads the VM, its instance view and every managed disk. Throws CustodyError `cloud-unavailable` / `cloud-refused`. */
  read(vmResourceId: string, signal: AbortSignal): Promise<Machine | null>;
}

/** Which subscriptions and resource groups a person may touch by their own Azure role assignments. */
export interface PersonScope {
  /**
   * True if the person's own role assignments (direct) give `Microsoft.Compute/disks/read` at the resource.
   * The product's own rights never count. Errors are thrown, never read as "yes".
   */
  mayTouch(objectId: string, resourceId: string, signal: AbortSignal): Promise<boolean>;
}
