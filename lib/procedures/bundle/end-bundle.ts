import type { PersonActor } from '../../custody/actor.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { BegunBundle } from './begin-bundle.ts';
import { bundleEvent } from './bundle-subject.ts';

/** How a bundle ended. */
export type BundleEnd = Omit<EventDetail<'bundle.exported'>, 'bundleId' | 'of' | 'name'>;

/** Records what a bundle came to: once, before its last file leaves, or when it is broken off. */
export async function endBundle(
  register: CustodyRegister,
  actor: PersonActor,
  { bundleId, subject }: BegunBundle,
  end: BundleEnd,
): Promise<void> {
  await register.record(actor, ['bundle.exported'], async () => ({
    events: [bundleEvent('bundle.exported', subject, { bundleId, ...end })],
    result: undefined,
  }));
}
