import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HostSynchronisation } from '../../ports/time-source.ts';

const run = promisify(execFile);

/** What chrony or systemd says of this machine's clock; `unknown` where neither is there to ask. */
export async function hostSynchronisation(): Promise<HostSynchronisation> {
  const tracking = await output('chronyc', ['-c', 'tracking']);
  if (tracking !== null) return readChrony(tracking);
  return readTimedate(await output('timedatectl', ['show', '--property=NTPSynchronized']));
}

/** chronyc(1): comma-separated, the last field is the leap status, "Not synchronised" while it has no source. */
export function readChrony(tracking: string): HostSynchronisation {
  const leap = tracking.trim().split(',').at(-1);
  if (leap === undefined || leap === '') return 'unknown';
  return leap === 'Not synchronised' ? 'not-synchronised' : 'synchronised';
}

/** timedatectl(1): `NTPSynchronized=yes` or `no`. */
export function readTimedate(shown: string | null): HostSynchronisation {
  switch (shown?.trim()) {
    case 'NTPSynchronized=yes':
      return 'synchronised';
    case 'NTPSynchronized=no':
      return 'not-synchronised';
    default:
      return 'unknown';
  }
}

// A program that is not there, or that cannot reach its service, leaves the answer unknown: that is the answer.
async function output(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run(program, [...args], { timeout: 2_000 })).stdout;
  } catch {
    return null;
  }
}
