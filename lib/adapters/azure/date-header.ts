import { setTimeout as pause } from 'node:timers/promises';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ClockOffset, TimeSource } from '../../ports/time-source.ts';

const samples = 4;
const pauseMs = 230; // no divisor of a second: each sample meets another part of Azure's second
const answerMs = 5_000;

/**
 * The `Date` header of Azure's resource manager as a time source. It has whole seconds only (RFC 9110 §5.6.7), so
 * each answer gives an interval, and several together a narrower one: about ± 150 ms and half the round trip.
 * The question is asked without a token: the refusal carries the header too, and no right is needed for it.
 */
export function azureTimeSource(options: {
  readonly armEndpoint: string;
  readonly subscriptionId: string;
}): TimeSource {
  const path = `/subscriptions/${options.subscriptionId}/providers/Microsoft.Compute/virtualMachines`;
  const url = new URL(`${path}?api-version=2024-07-01`, options.armEndpoint);
  return {
    name: url.hostname,
    async compare(signal) {
      const bounds: Bounds[] = [];
      for (let i = 0; i < samples; i += 1) {
        if (i > 0) await pause(pauseMs, undefined, { signal });
        bounds.push(await sample(url, signal));
      }
      return offsetWithin(bounds);
    },
  };
}

/** Where our clock minus theirs must lie, in milliseconds. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

async function sample(url: URL, signal: AbortSignal): Promise<Bounds> {
  const sent = Date.now();
  let response: Response;
  try {
    response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      cache: 'no-store',
      redirect: 'manual',
    });
    await response.arrayBuffer();
  } catch (cause) {
    throw new CustodyError('cloud-unavailable', `${url.hostname} does not tell the time: no answer.`, {
      cause,
    });
  }
  return boundsOf(sent, Date.now(), response.headers.get('date') ?? '', url.hostname);
}

/** One answer: it was written at some moment between `sent` and `received`, within the second that it names. */
export function boundsOf(sent: number, received: number, date: string, name: string): Bounds {
  const theirs = Date.parse(date);
  if (Number.isNaN(theirs))
    throw new CustodyError('cloud-unavailable', `${name} does not tell the time: its answer has no date.`);
  return { least: sent - (theirs + 1_000), most: received - theirs };
}

/**
 * The middle of what all answers allow. If they contradict each other a clock was set between them: the spread is
 * then the uncertainty.
 */
export function offsetWithin(bounds: readonly Bounds[]): ClockOffset {
  const least = Math.max(...bounds.map((one) => one.least));
  const most = Math.min(...bounds.map((one) => one.most));
  return {
    offsetMs: Math.round((least + most) / 2),
    uncertaintyMs: Math.ceil(Math.abs(most - least) / 2),
  };
}
