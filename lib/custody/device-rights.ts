import { z } from 'zod';
import { commandRow } from './console/command-table.ts';
import { parseCommand } from './console/parse-command.ts';
import type { DeviceGroupRef } from './device.ts';
import type { DeviceAct } from './device-action.ts';
import type { Role } from './role.ts';

/** Roles that can be given rights on devices at all: the permission table lets nobody else ask. */
export const deviceRoles = ['responder', 'lead'] as const satisfies readonly Role[];

/** What a right is for. Who has the advanced one has the basic one. */
export const deviceUses = ['basic', 'advanced', 'response'] as const;
export type DeviceUse = (typeof deviceUses)[number];

/** What a second person can be demanded for, whatever the device. */
export const secondPersonActs = [
  'stop-and-quarantine',
  'remediate',
  'isolate',
  'release',
  'scan',
  'restrict',
  'unrestrict',
] as const;
export type SecondPersonAct = (typeof secondPersonActs)[number];

const roles = z.array(z.enum(deviceRoles)).transform((given) => [...new Set(given)].toSorted());
const rule = { basic: roles, advanced: roles, response: roles, tier0: z.boolean() };

/** Rights by Defender's device groups, as the two controllers put them in force. Application tokens ignore the groups. */
export const deviceRightsSchema = z.strictObject({
  others: z.strictObject(rule), // every device that is in no group of the list
  groups: z
    .array(
      z.strictObject({ id: z.string().min(1).max(100), name: z.string().trim().min(1).max(300), ...rule }),
    )
    .max(200)
    .refine(
      (given) => new Set(given.map(({ id }) => id)).size === given.length,
      'A group stands there twice.',
    ),
  second: z.array(z.enum(secondPersonActs)).transform((given) => [...new Set(given)].toSorted()),
});
export type DeviceRights = z.infer<typeof deviceRightsSchema>;
export type GroupRule = DeviceRights['others'];

/** As the product comes: responders and leads may use everything, and nobody alone stops a program and takes its file away. */
export const defaultDeviceRights: DeviceRights = {
  others: {
    basic: [...deviceRoles],
    advanced: [...deviceRoles],
    response: [...deviceRoles],
    tier0: false,
  },
  groups: [],
  second: ['stop-and-quarantine'],
};

/** What is in force. A value that cannot be read gives nobody a right. */
export function deviceRightsInForce(inForce: { readonly value: unknown } | null): DeviceRights {
  if (inForce === null) return defaultDeviceRights;
  const read = deviceRightsSchema.safeParse(inForce.value);
  return read.success ? read.data : { others: nobody, groups: [], second: [...secondPersonActs] };
}

const nobody: GroupRule = { basic: [], advanced: [], response: [], tier0: true };

/** The rule of a device's group, as Defender says it now; of a device in no listed group, that of all others. */
export function ruleOn(rights: DeviceRights, group: DeviceGroupRef | null): GroupRule {
  return rights.groups.find(({ id }) => id === group?.id) ?? rights.others;
}

export function liveResponseRight(given: GroupRule, held: readonly Role[]): 'none' | 'basic' | 'advanced' {
  if (holdsOne(given.advanced, held)) return 'advanced';
  return holdsOne(given.basic, held) ? 'basic' : 'none';
}

export function mayUse(given: GroupRule, held: readonly Role[], use: DeviceUse): boolean {
  switch (use) {
    case 'basic':
      return liveResponseRight(given, held) !== 'none';
    case 'advanced':
      return liveResponseRight(given, held) === 'advanced';
    case 'response':
      return holdsOne(given.response, held);
  }
}

function holdsOne(given: readonly Role[], held: readonly Role[]): boolean {
  return held.some((role) => given.includes(role));
}

/** The right that an act needs. A line that is none of the console's commands needs the advanced one. */
export function neededUse(act: DeviceAct): DeviceUse {
  switch (act.kind) {
    case 'collect-package':
      return 'basic';
    case 'live-response': {
      const parsed = parseCommand(act.line);
      return parsed.kind === 'command' ? commandRow(parsed.line.command.name).role : 'advanced';
    }
    case 'isolate':
    case 'release':
    case 'scan':
    case 'stop-and-quarantine':
    case 'restrict':
    case 'unrestrict':
      return 'response';
  }
}

/** Why somebody else must agree before the act is sent; null: nobody needs to. */
export function secondPersonFor(
  rights: DeviceRights,
  group: DeviceGroupRef | null,
  act: DeviceAct,
): string | null {
  if (ruleOn(rights, group).tier0)
    return `${group === null ? 'Devices in no listed group are' : `The group ${group.name} is`} tier 0: whatever touches such a device needs a second person.`;
  const asked = secondPersonAct(act);
  return asked !== null && rights.second.includes(asked)
    ? 'The rights on devices demand a second person for this act.'
    : null;
}

function secondPersonAct(act: DeviceAct): SecondPersonAct | null {
  if (act.kind === 'collect-package') return null;
  if (act.kind !== 'live-response') return act.kind;
  const parsed = parseCommand(act.line);
  if (parsed.kind !== 'command') return null;
  const { command } = parsed.line;
  return command.name === 'remediate' && command.target !== null ? 'remediate' : null;
}
