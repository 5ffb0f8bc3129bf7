import { CustodyError } from '../../custody/custody-error.ts';
import type {
  DeviceCollector,
  DeviceLibrary,
  DeviceReader,
  DeviceResponder,
  Hunting,
} from '../../ports/device-response.ts';

/** The ways to Defender, one identity each; those that are not set up are absent. */
export interface DeviceHatches {
  readonly reader?: DeviceReader;
  readonly collector?: DeviceCollector;
  readonly responder?: DeviceResponder;
  readonly library?: DeviceLibrary;
  readonly hunting?: Hunting;
}

/** Throws `not-feasible`, naming the setting, where nobody set the identity up. */
export function requireHatch<K extends keyof DeviceHatches>(
  devices: DeviceHatches | undefined,
  name: K,
): NonNullable<DeviceHatches[K]> {
  const hatch = devices?.[name];
  if (hatch != null) return hatch;
  throw new CustodyError('not-feasible', `${missing(name)} An administrator must set it up.`);
}

function missing(name: keyof DeviceHatches): string {
  switch (name) {
    case 'reader':
    case 'hunting':
      return 'No identity reads from Microsoft Defender here (HOLDFAST_DEVICE_READER_CLIENT_ID).';
    case 'collector':
      return 'No identity collects from devices here (HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID).';
    case 'responder':
      return 'No identity acts on devices here (HOLDFAST_DEVICE_RESPONDER_CLIENT_ID).';
    case 'library':
      return 'No identity keeps the script library here (HOLDFAST_LIBRARIAN_CLIENT_ID).';
  }
}
