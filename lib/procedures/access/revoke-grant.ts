import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { accessEvents } from './access-event.ts';
import { requestNote } from './request-note.ts';
import { visibleRequest } from './visible-request.ts';

export const revokeGrantInput = z.strictObject({ requestId: z.uuid(), reason: reasonSchema });

/** Ends a live grant at once. One person may take access away; it takes others to give it. */
export const revokeGrant: Procedure<z.infer<typeof revokeGrantInput>, { readonly requestId: string }> = {
  name: 'revoke-grant',
  permission: 'access.revoke',
  input: revokeGrantInput,
  records: ['access.revoked'],
  async run({ register }, actor, { requestId, reason }) {
    return await register.record(actor, ['access.revoked'], async (desk) => {
      const { request } = await visibleRequest(desk, actor, requestId);
      const { id, number, grant, requester } = request;
      if (grant === null || !(await desk.revokeGrant(grant.id, actor, reason)))
        throw new CustodyError('conflict', `${number} has no live grant that could be revoked.`);
      const { objectId, displayName } = requester;
      const title = `${number}: your access was revoked by ${actor.displayName}`;
      await desk.notify(requestNote(id, objectId, 'warning', title));
      const detail = { requestId: id, number, grantId: grant.id, grantee: { objectId, displayName } };
      return {
        events: accessEvents('access.revoked', request, detail, { reason }),
        result: { requestId: id },
      };
    });
  },
};
