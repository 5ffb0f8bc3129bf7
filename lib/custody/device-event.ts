import type { AzureTrace } from './azure-trace.ts';
import type { Device } from './device.ts';
import type { DeviceAct, OtherLibraryFile } from './device-action.ts';
import type { LegalAuthority } from './legal-authority.ts';
import type { DefenderAction } from './live-response.ts';

/** Facts of what was asked of devices; all stand in the incident's stream. What came back are items of their own. */
export interface DeviceEventShapes {
  'device.action-requested': {
    actionId: string;
    number: string;
    device: Device;
    readAt: string; // when Defender described the device
    act: DeviceAct;
    reason: string;
    authority: LegalAuthority;
    plan: string; // the sentence the person read before confirming
  };
  /** A second person agreed: it is sent now. */
  'device.action-approved': { actionId: string; number: string; proposal: string; approvedBy: string };
  /** Defender has taken it; `found`: the answer was lost, and it was found again by its marker. */
  'device.action-submitted': {
    actionId: string;
    number: string;
    defenderId: string;
    comment: string; // as sent
    found: boolean;
    azure: readonly AzureTrace[];
  };
  'device.action-refused': {
    actionId: string;
    number: string;
    code: string;
    why: string;
    azure: readonly AzureTrace[];
  };
  'device.action-ended': {
    actionId: string;
    number: string;
    defender: DefenderAction; // as seen last
    changesToDevice: string; // field 20
    exhibitNumbers: readonly string[]; // registered with it, to be fetched
    lost: readonly string[]; // outputs that Defender says there are none of, in words
    libraryAfter?: readonly OtherLibraryFile[] | null; // null: it could not be asked; absent: no library file was used
  };
  'device.cancel-requested': { actionId: string; number: string; reason: string; consequence: string };
  'device.cancelled': {
    actionId: string;
    number: string;
    defenderId: string | null;
    reached?: 'no' | 'not-known'; // whether Defender had it; `not-known`: its answer was lost; absent in old facts
    azure: readonly AzureTrace[];
  };
}
