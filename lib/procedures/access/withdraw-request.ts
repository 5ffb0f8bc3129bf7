import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Procedure } from '../procedure.ts';
import { accessEvents } from './access-event.ts';
import { requestNoteKey } from './request-note.ts';
import { visibleRequest } from './visible-request.ts';

export const withdrawRequestInput = z.strictObject({ requestId: z.uuid() });

/** Takes one's own waiting request back. */
export const withdrawRequest: Procedure<
  z.infer<typeof withdrawRequestInput>,
  { readonly requestId: string }
> = {
  name: 'withdraw-request',
  permission: 'access.withdraw-own',
  input: withdrawRequestInput,
  records: ['access.withdrawn'],
  async run({ register }, actor, { requestId }) {
    return await register.record(actor, ['access.withdrawn'], async (desk) => {
      const { request } = await visibleRequest(desk, actor, requestId);
      const { id, number, requester } = request;
      if (requester.objectId !== actor.objectId)
        throw new CustodyError('forbidden', 'Only who asked takes a request back.', {
          detail: { attempt: number, about: `request:${id}` },
        });
      if (!(await desk.closeAccessRequest(id, 'withdrawn')))
        throw new CustodyError('conflict', `${number} does not wait any more.`);
      const { remarks } = (await desk.accessRequest(id)) ?? request;
      await desk.settleNotes(requestNoteKey(id), `${number} was withdrawn`);
      return {
        events: accessEvents('access.withdrawn', request, { requestId: id, number, remarks }),
        result: { requestId: id },
      };
    });
  },
};
