import { setTimeout as sleep } from 'node:timers/promises';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CountedInterface } from '../../ports/call-budget.ts';
import type { CountedService } from './counted-service.ts';

const longestWaitMs = 60_000;
const spreadMs = 250; // callers that wait for one place do not all come back at once

/**
 * Takes a place among the calls that Microsoft allows, waiting for it within the signal and a minute. Throws `throttled`
 * (detail `retryAfterSeconds`) when it is further away; an abort that is no timeout passes unchanged.
 */
export async function takePlace(
  { budget, application, name }: CountedService,
  api: CountedInterface,
  doing: string,
  signal: AbortSignal,
): Promise<void> {
  const patience = performance.now() + longestWaitMs;
  for (;;) {
    const { waitMs } = await budget.take(application, api);
    if (waitMs === 0) return;
    if (performance.now() + waitMs > patience) throw allSpent(name, doing, waitMs);
    await sleep(waitMs + Math.random() * spreadMs, undefined, { signal }).catch((error: unknown) => {
      if (isTimeout(signal.reason)) throw allSpent(name, doing, waitMs);
      throw signal.reason ?? error;
    });
  }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function allSpent(name: string, doing: string, waitMs: number): CustodyError {
  const seconds = Math.ceil(waitMs / 1_000);
  return new CustodyError(
    'throttled',
    `${name} could not be asked to ${doing}: the calls that Microsoft allows are spent for ${seconds} more seconds.`,
    { detail: { retryAfterSeconds: seconds } },
  );
}
