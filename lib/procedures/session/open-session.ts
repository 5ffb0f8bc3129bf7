import type { PersonActor } from '../../custody/actor.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

/** Begins a session for a person whom the tenant has just signed in, and records it in their stream. */
export async function openSession(
  register: CustodyRegister,
  session: { readonly actor: PersonActor; readonly absoluteExpiresAt: Date },
): Promise<void> {
  const { actor } = session;
  await register.record(actor, ['access.signed-in'], async (desk) => {
    await desk.openSession(session);
    return {
      events: [
        {
          type: 'access.signed-in',
          stream: { kind: 'person', id: actor.objectId },
          subjects: [],
          reason: null,
          authority: null,
          detail: { method: actor.authMethods.join(' ') || 'not supplied' },
        },
      ],
      result: undefined,
    };
  });
}
