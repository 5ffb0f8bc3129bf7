import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import type { DefenderStore, DeviceChanges } from './defender-state.ts';
import type { FixtureDevice } from './device.ts';
import { deviceSeeds } from './device-seeds.ts';

/** The devices of the tenant with what actions and the admin endpoint made of them. */
export interface Fleet {
  all(): readonly FixtureDevice[];
  /** By id, or by name as Defender allows. */
  find(idOrName: string): FixtureDevice | null;
  change(id: string, to: DeviceChanges): void;
}

export function fleet(machines: readonly CatalogueMachine[], store: DefenderStore): Fleet {
  const seeds = deviceSeeds(machines);
  const all = () => seeds.map((seed) => ({ ...seed, ...store.state.devices[seed.id] }));
  return {
    all,
    find(idOrName) {
      const wanted = idOrName.toLowerCase();
      return all().find((one) => one.id === wanted || one.name.toLowerCase() === wanted) ?? null;
    },
    change(id, to) {
      store.state.devices[id] = { ...store.state.devices[id], ...to };
      store.save();
    },
  };
}
