import 'server-only';
import { CustodyError } from '../custody/custody-error.ts';
import type { DeviceSighting } from '../custody/device-sighting.ts';
import { answerInTime } from '../procedures/answer-in-time.ts';
import { requireHatch } from '../procedures/device/device-hatches.ts';
import { runtime } from '../runtime/runtime.ts';

const patienceMs = 5_000;
/** Pages are drawn anew with every change: Defender is asked about one device once a minute at most. */
const keepMs = 60_000;
const mostKept = 500;

const kept = new Map<string, { readonly at: number; readonly now: DeviceSighting }>();

/** The caller has authorised: the device belongs to an incident that the viewer may see. */
export async function deviceNow(deviceId: string): Promise<DeviceSighting> {
  const known = kept.get(deviceId);
  if (known !== undefined && Date.now() - known.at < keepMs) return known.now;
  const now = await ask(deviceId);
  kept.delete(deviceId);
  kept.set(deviceId, { at: Date.now(), now });
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return now;
}

async function ask(deviceId: string): Promise<DeviceSighting> {
  const { context } = await runtime();
  try {
    const reader = requireHatch(context.devices, 'reader');
    const device = await answerInTime(patienceMs, 'Defender did not answer in time.', (signal) =>
      reader.device(deviceId, signal),
    );
    return { device, readAt: context.clock.now().toISOString() };
  } catch (error) {
    if (error instanceof CustodyError) return { problem: error.message };
    throw error;
  }
}
