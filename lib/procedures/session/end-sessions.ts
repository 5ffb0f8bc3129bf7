import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

/**
 * Ends every session of a person whom the tenant no longer lets in, and records it in their stream. Nothing is
 * recorded when another process was quicker, or the person had none.
 */
export async function endSessions(
  register: CustodyRegister,
  person: Pick<PersonActor, 'objectId'>,
  why: string,
): Promise<void> {
  try {
    await register.record(
      { kind: 'system', component: 'sign-in' },
      ['access.session-revoked'],
      async (desk) => {
        const sessions = await desk.revokeSessions(person.objectId, null);
        if (sessions === 0) throw new CustodyError('not-found', 'There is no live session of this person.');
        return {
          events: [
            {
              type: 'access.session-revoked',
              stream: { kind: 'person', id: person.objectId },
              subjects: [],
              reason: null,
              authority: null,
              detail: { sessions, why },
            },
          ],
          result: undefined,
        };
      },
    );
  } catch (error) {
    if (!(error instanceof CustodyError) || error.code !== 'not-found') throw error;
  }
}
