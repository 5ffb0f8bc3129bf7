import type { ProcedureContext } from '../procedure.ts';

const freshForMs = 15 * 60_000;

/**
 * Reads the tenant's devices with one list call, and keeps which device group each is in: no interface lists the groups.
 * Out: how many devices; null: nobody reads Defender here, or some worker did within a quarter of an hour.
 */
export async function mirrorGroups(context: ProcedureContext, signal: AbortSignal): Promise<number | null> {
  const reader = context.devices?.reader;
  if (reader === undefined) return null;
  const now = context.clock.now();
  const last = await context.register.lastDeviceReading();
  if (last !== null && last.getTime() > now.getTime() - freshForMs) return null;
  const devices = await reader.devices(signal);
  await context.register.keepDeviceReading(devices, now);
  return devices.length;
}
