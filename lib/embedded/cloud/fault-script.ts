import type { Fault, FaultScript } from '../cloud-parts.ts';

/** A fault script with the handles of the admin endpoint. Faults of one operation play in the order they were set. */
export interface ScriptedFaults extends FaultScript {
  set(operation: string, fault: Fault, times: number): void;
  /** The operations whose faults were not all played yet. */
  waiting(): readonly string[];
  clear(): void;
}

export function faultScript(): ScriptedFaults {
  const queues = new Map<string, { readonly fault: Fault; left: number }[]>();
  return {
    take(operation) {
      const queue = queues.get(operation);
      const first = queue?.[0];
      if (queue === undefined || first === undefined) return null;
      first.left -= 1;
      if (first.left <= 0) queue.shift();
      return first.fault;
    },
    set(operation, fault, times) {
      const queue = queues.get(operation) ?? [];
      queue.push({ fault, left: times });
      queues.set(operation, queue);
    },
    waiting: () => [...queues].flatMap(([operation, queue]) => (queue.length === 0 ? [] : [operation])),
    clear: () => queues.clear(),
  };
}
