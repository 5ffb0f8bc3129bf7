import type { PersonActor } from '../../lib/custody/actor.ts';
import type { CustodyRegister } from '../../lib/ports/custody-register.ts';

/** Opens a session for a person, as signing in does; then they are told what their roles are told. */
export async function signedIn(register: CustodyRegister, person: PersonActor): Promise<void> {
  const actor = { ...person, sessionId: Buffer.from(person.objectId).toString('hex') };
  await register.record(actor, ['access.signed-in'], async (desk) => {
    await desk.openSession({ actor, absoluteExpiresAt: new Date(Date.now() + 60_000) });
    const stream = { kind: 'person', id: actor.objectId } as const;
    const rest = { subjects: [], reason: null, authority: null, detail: { method: 'pwd' } };
    return { result: undefined, events: [{ type: 'access.signed-in', stream, ...rest }] };
  });
}
