/**
 * How Node runs a worker. Its work is to pass bytes on, so that a nursery of 2 MiB does: the default lets the heap
 * grow by 40 MiB for nothing, and is no faster.
 */
export const workerFlags: readonly string[] = ['--max-semi-space-size=2'];
