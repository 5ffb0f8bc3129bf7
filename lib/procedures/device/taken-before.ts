import { CustodyError } from '../../custody/custody-error.ts';
import type { Device } from '../../custody/device.ts';
import type { DeviceAct } from '../../custody/device-action.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { ProcedureContext } from '../procedure.ts';
import { requireHatch } from './device-hatches.ts';

const defenderLimitMs = 10_000;

interface Asked {
  readonly incidentId: string;
  readonly act: DeviceAct;
}

/**
 * Evidence of a file is taken before the file is changed, or the reason why not is on record. Out: the act, with whether
 * Defender knows the item and the file as the same. Throws `invalid-input` for neither, for an item that is no sealed file of
 * this device, and for one that Defender knows as another file.
 */
export async function takenBefore(
  context: ProcedureContext,
  { incidentId, act }: Asked,
  device: Device,
): Promise<DeviceAct> {
  if (act.kind !== 'stop-and-quarantine') return act;
  const { taken, sha1 } = act;
  if (taken === undefined)
    throw wrong('Take the file with getfile first and name its exhibit, or say why it is not taken.');
  if ('why' in taken) return act;
  const { exhibitNumber } = taken;
  const item = await context.register.look.deviceFile(incidentId, exhibitNumber);
  if (item === null || item.deviceId.toLowerCase() !== device.deviceId.toLowerCase())
    throw wrong(`${exhibitNumber} is no sealed file of ${device.name} in this incident.`);
  const sha256 = await sha256Of(context, sha1);
  if (sha256 === null) return { ...act, taken: { exhibitNumber } };
  if (sha256 !== item.sha256)
    throw wrong(`${exhibitNumber} is another file: Defender knows SHA-1 ${sha1} as SHA-256 ${sha256}.`);
  return { ...act, taken: { exhibitNumber, same: true } };
}

function wrong(words: string): CustodyError {
  return new CustodyError('invalid-input', words, { detail: { 'act.taken': words } });
}

/** As Defender knows the file; null: it does not know it. */
async function sha256Of({ devices }: ProcedureContext, sha1: string): Promise<string | null> {
  const reader = requireHatch(devices, 'reader');
  const ask = (signal: AbortSignal) => reader.file(sha1, signal);
  const found = await answerInTime(
    defenderLimitMs,
    'Defender did not answer in time. Try again in a moment.',
    ask,
  );
  return found?.sha256?.toLowerCase() ?? null;
}
