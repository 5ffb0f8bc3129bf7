import { describe, expect, it } from 'vitest';
import type { DeviceAct } from '../../../lib/custody/device-action.ts';
import {
  type DeviceRights,
  defaultDeviceRights,
  deviceRightsInForce,
  deviceRightsSchema,
  liveResponseRight,
  mayUse,
  neededUse,
  ruleOn,
  secondPersonFor,
} from '../../../lib/custody/device-rights.ts';
import { deviceRightsChanges } from '../../../lib/custody/device-rights-words.ts';
import type { Role } from '../../../lib/custody/role.ts';

const desks = { id: '101', name: 'Workstations' };
const controllers = { id: '103', name: 'Domain controllers' };
const shut = { id: '104', name: 'Kiosks' };
const unlisted = { id: '106', name: 'Apple computers' };

/** Workstations: responders look, leads do all. Domain controllers: leads only, tier 0. Kiosks: nobody. */
const rights: DeviceRights = {
  others: { basic: ['responder'], advanced: ['lead'], response: ['lead'], tier0: false },
  groups: [
    { ...desks, basic: ['responder'], advanced: ['lead'], response: ['lead', 'responder'], tier0: false },
    { ...controllers, basic: ['lead'], advanced: ['lead'], response: ['lead'], tier0: true },
    { ...shut, basic: [], advanced: [], response: [], tier0: false },
  ],
  second: ['isolate', 'remediate', 'stop-and-quarantine'],
};

const live = (line: string): DeviceAct => ({ kind: 'live-response', line, steps: [], scripts: [] });
const collect: DeviceAct = { kind: 'collect-package' };
const processes = live('processes');
const remediate = live('remediate process 4711');
const remediated = live('remediate list');
const foreign = live('format c:');
const isolate: DeviceAct = { kind: 'isolate', type: 'Full' };
const release: DeviceAct = { kind: 'release' };
const quarantine: DeviceAct = { kind: 'stop-and-quarantine', sha1: 'a'.repeat(40), taken: { why: 'gone' } };

const yes = 'sent';
const second = 'second person';
const no = 'refused';

describe('what becomes of an act, by its device’s group and who asks', () => {
  it.each([
    // group, act, analyst, responder, lead, both
    [desks, 'package', collect, no, yes, yes, yes],
    [desks, 'processes', processes, no, yes, yes, yes],
    [desks, 'remediate', remediate, no, no, second, second],
    [desks, 'remediate list', remediated, no, no, yes, yes],
    [desks, 'a line of no command', foreign, no, no, yes, yes],
    [desks, 'isolate', isolate, no, second, second, second],
    [desks, 'release', release, no, yes, yes, yes],
    [desks, 'quarantine', quarantine, no, second, second, second],
    [controllers, 'package', collect, no, no, second, second],
    [controllers, 'processes', processes, no, no, second, second],
    [controllers, 'remediate', remediate, no, no, second, second],
    [controllers, 'isolate', isolate, no, no, second, second],
    [controllers, 'release', release, no, no, second, second],
    [shut, 'package', collect, no, no, no, no],
    [shut, 'processes', processes, no, no, no, no],
    [shut, 'isolate', isolate, no, no, no, no],
    [unlisted, 'package', collect, no, yes, yes, yes],
    [unlisted, 'remediate', remediate, no, no, second, second],
    [unlisted, 'isolate', isolate, no, no, second, second],
    [null, 'processes', processes, no, yes, yes, yes],
    [null, 'release', release, no, no, yes, yes],
    [null, 'quarantine', quarantine, no, no, second, second],
  ] as const)('%o: %s', (group, _name, act, analyst, responder, lead, both) => {
    const fate = (...held: Role[]) => {
      if (!mayUse(ruleOn(rights, group), held, neededUse(act))) return no;
      return secondPersonFor(rights, group, act) === null ? yes : second;
    };
    expect([fate('analyst'), fate('responder'), fate('lead'), fate('responder', 'lead')]).toEqual([
      analyst,
      responder,
      lead,
      both,
    ]);
    expect(fate('auditor', 'controller', 'investigator')).toBe(no);
  });
});

describe('rights on devices', () => {
  it('give the advanced live response to who holds it, and with it the basic one', () => {
    const of = (group: typeof desks, ...held: Role[]) => liveResponseRight(ruleOn(rights, group), held);
    expect(of(desks, 'responder')).toBe('basic');
    expect(of(desks, 'lead')).toBe('advanced');
    expect(of(controllers, 'responder')).toBe('none');
    expect(mayUse(ruleOn(rights, desks), ['lead'], 'basic')).toBe(true);
  });

  it('come with the second person for quarantine alone, and no group of tier 0', () => {
    expect(deviceRightsInForce(null)).toEqual(defaultDeviceRights);
    expect(secondPersonFor(defaultDeviceRights, controllers, isolate)).toBeNull();
    expect(secondPersonFor(defaultDeviceRights, null, quarantine)).toMatch(/second person/);
    for (const use of ['basic', 'advanced', 'response'] as const) {
      expect(mayUse(defaultDeviceRights.others, ['responder'], use)).toBe(true);
      expect(mayUse(defaultDeviceRights.others, ['analyst', 'controller'], use)).toBe(false);
    }
  });

  it('give nobody anything, and demand a second person for all, when they cannot be read', () => {
    const broken = deviceRightsInForce({ value: { others: 'everybody' } });
    expect(mayUse(ruleOn(broken, desks), ['responder', 'lead'], 'basic')).toBe(false);
    expect(secondPersonFor(broken, desks, release)).not.toBeNull();
  });

  it('are never given to a role that may not ask devices at all, nor to a group twice', () => {
    const wrong = { ...rights, others: { ...rights.others, basic: ['analyst'] } };
    expect(deviceRightsSchema.safeParse(wrong).success).toBe(false);
    const twice = { ...rights, groups: [...rights.groups, rights.groups[0]] };
    expect(deviceRightsSchema.safeParse(twice).success).toBe(false);
  });

  it('change line by line, in words', () => {
    const { groups, ...rest } = rights;
    const after = { ...rest, groups: groups.slice(1), second: [] };
    after.groups = after.groups.map((one) => (one.id === '103' ? { ...one, tier0: false } : one));
    expect(deviceRightsChanges(rights, after)).toEqual([
      {
        field: 'Workstations',
        before:
          'Basic live response and packages: responder; Advanced live response: lead; Response actions: lead, responder; tier 0: no',
        after: 'As all other devices',
      },
      { field: 'Domain controllers: tier 0', before: 'yes', after: 'no' },
      {
        field: 'A second person for',
        before: 'Isolation, Stop and quarantine a file, remediate in the console',
        after: 'nobody',
      },
    ]);
    expect(deviceRightsChanges(rights, rights)).toEqual([]);
  });
});
