import type { PersonActor } from '../../custody/actor.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

/** Ends the session that the person signs out of, and records it in their stream. */
export async function closeSession(register: CustodyRegister, actor: PersonActor): Promise<void> {
  await register.record(actor, ['access.signed-out'], async (desk) => {
    await desk.revokeSessions(actor.objectId, actor.sessionId);
    return {
      events: [
        {
          type: 'access.signed-out',
          stream: { kind: 'person', id: actor.objectId },
          subjects: [],
          reason: null,
          authority: null,
          detail: { how: 'person' },
        },
      ],
      result: undefined,
    };
  });
}
