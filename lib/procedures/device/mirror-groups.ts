import type { ProcedureContext } from '../procedure.ts';

const freshForMs = 15 * 60_000;

/**
 * Reads the tenant's devices with one list call, once in a quarter of an hour and when an incident brings new ones, and
 * keeps which device group each is in: no interface lists the groups.
 * Out: how many devices; null: nobody reads Defender here, or it is not due.
 */
export async function mirrorGroups(context: ProcedureContext, signal: AbortSignal): Promise<number | null> {
  const reader = context.devices?.reader;
  if (reader === undefined) return null;
  const now = context.clock.now();
  if (!(await context.register.isDeviceReadingDue(new Date(now.getTime() - freshForMs)))) return null;
  const devices = await reader.devices(signal);
  await context.register.keepDeviceReading(devices, now);
  return devices.length;
}
