import { z } from 'zod';
import { remarkDigest } from '../../custody/remark.ts';
import type { Procedure } from '../procedure.ts';
import { accessEvents } from './access-event.ts';
import { visibleRequest } from './visible-request.ts';

export const commentOnRequestInput = z.strictObject({
  requestId: z.uuid(),
  text: z
    .string()
    .trim()
    .min(1, 'Write something first.')
    .max(2_000, 'Keep a comment under 2,000 characters.'),
});

/** Writes a remark beside a request. While the request waits, the record names it by its digest alone. */
export const commentOnRequest: Procedure<
  z.infer<typeof commentOnRequestInput>,
  { readonly remarkId: string }
> = {
  name: 'comment-on-request',
  permission: 'access.comment',
  input: commentOnRequestInput,
  records: ['access.commented'],
  async run({ register }, actor, { requestId, text }) {
    return await register.record(actor, ['access.commented'], async (desk) => {
      const { request } = await visibleRequest(desk, actor, requestId);
      const remark = await desk.addRemark(request.id, actor, text);
      const detail = {
        requestId: request.id,
        number: request.number,
        remarkSha256: remarkDigest(remark),
        text: request.state === 'waiting' ? null : text,
      };
      return {
        events: accessEvents('access.commented', request, detail),
        result: { remarkId: remark.id },
      };
    });
  },
};
