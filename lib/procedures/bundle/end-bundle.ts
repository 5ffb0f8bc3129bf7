import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { BegunBundle } from './begin-bundle.ts';
import { bundleEvent, lockSubject } from './bundle-subject.ts';

/** How a bundle ended. */
export type BundleEnd = Omit<EventDetail<'bundle.exported'>, 'bundleId' | 'of' | 'name'>;

/**
 * Records what a bundle came to, before its last file leaves, or when it is broken off. Safe to repeat: the first end that was
 * recorded stands.
 */
export async function endBundle(
  register: CustodyRegister,
  actor: PersonActor,
  { bundleId, subject }: BegunBundle,
  end: BundleEnd,
): Promise<void> {
  const record = register.record(actor, ['bundle.exported'], async (desk) => {
    await lockSubject(desk, subject); // an attempt that nobody knows the outcome of may be under way
    const facts = await desk.bundleFacts(subject.streamId);
    if (facts.some((fact) => fact.type === 'bundle.exported' && fact.detail.bundleId === bundleId))
      throw new EndedBefore();
    return {
      events: [bundleEvent('bundle.exported', subject, { bundleId, ...end })],
      result: undefined,
    };
  });
  await record.catch((error: unknown) => {
    if (!(error instanceof EndedBefore)) throw error;
  });
}

class EndedBefore extends CustodyError {
  constructor() {
    super('conflict', 'The end of this bundle is on record already.');
  }
}
