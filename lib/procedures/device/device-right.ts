import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Device } from '../../custody/device.ts';
import type { DeviceAct } from '../../custody/device-action.ts';
import {
  type DeviceRights,
  deviceRightsInForce,
  liveResponseRight,
  mayUse,
  neededUse,
  ruleOn,
} from '../../custody/device-rights.ts';
import { deviceUseWords } from '../../custody/device-rights-words.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';

type Rights = Pick<RegisterLook, 'control'>;
type OnDevice = Pick<Device, 'name' | 'group'>;
type Asking = Pick<PersonActor, 'roles'>;

/** The rights on devices that are in force. */
export async function rightsNow(look: Rights): Promise<DeviceRights> {
  return deviceRightsInForce(await look.control('device-rights'));
}

/** The live response right of a person on a device, by its group as Defender said it last. */
export async function deviceRight(
  look: Rights,
  actor: Asking,
  device: OnDevice,
): Promise<'none' | 'basic' | 'advanced'> {
  return liveResponseRight(ruleOn(await rightsNow(look), device.group), actor.roles);
}

/** Whether the person may change the device: isolate, scan, quarantine, restrict. */
export async function mayRespond(look: Rights, actor: Asking, device: OnDevice): Promise<boolean> {
  return mayUse(ruleOn(await rightsNow(look), device.group), actor.roles, 'response');
}

/** Throws `forbidden`, naming the right and the group, unless the person has the right that the act needs. */
export async function requireDeviceRight(
  look: Rights,
  actor: Asking,
  device: OnDevice,
  act: DeviceAct,
): Promise<void> {
  const use = neededUse(act);
  if (mayUse(ruleOn(await rightsNow(look), device.group), actor.roles, use)) return;
  const where = device.group === null ? 'devices in no group' : `the device group ${device.group.name}`;
  throw new CustodyError(
    'forbidden',
    `You have no right “${deviceUseWords(use)}” on ${device.name}: the two controllers set the rights on ${where}.`,
    { detail: { attempt: `${act.kind} on ${device.name}` } },
  );
}
