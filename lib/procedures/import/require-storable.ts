import { CustodyError } from '../../custody/custody-error.ts';
import type { ProcedureContext } from '../procedure.ts';

/** What waits in other storage has bytes, and no more than the locker takes. Throws `invalid-input` or `not-feasible`. */
export function requireStorable({ policy }: ProcedureContext, blob: string, sizeBytes: bigint): void {
  if (sizeBytes === 0n) throw new CustodyError('invalid-input', `“${blob}” is empty.`);
  if (sizeBytes <= policy.maxDiskBytes) return;
  throw new CustodyError(
    'not-feasible',
    `The file has ${sizeBytes} bytes; the evidence locker takes ${policy.maxDiskBytes} at most.`,
  );
}
