import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Procedure } from '../procedure.ts';

export const revokeSessionsInput = z.strictObject({
  /** Hex SHA-256 of one session; null ends all of them, this one too. */
  sessionId: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'This is not the id of a session.')
    .nullish(),
});

/** Ends the person's own sessions: one, or all. They are dead at once, on every machine. */
export const revokeSessions: Procedure<z.infer<typeof revokeSessionsInput>, { readonly sessions: number }> = {
  name: 'revoke-sessions',
  permission: 'session.revoke-own',
  input: revokeSessionsInput,
  records: ['access.session-revoked'],
  async run({ register }, actor, { sessionId }) {
    return await register.record(actor, ['access.session-revoked'], async (desk) => {
      const sessions = await desk.revokeSessions(actor.objectId, sessionId ?? null);
      if (sessions === 0) throw new CustodyError('not-found', 'There is no such live session of yours.');
      return {
        events: [
          {
            type: 'access.session-revoked',
            stream: { kind: 'person', id: actor.objectId },
            subjects: [],
            reason: null,
            authority: null,
            detail: { sessions },
          },
        ],
        result: { sessions },
      };
    });
  },
};
