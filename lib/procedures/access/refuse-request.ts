import type { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Procedure } from '../procedure.ts';
import { type Decided, decide, decideInput, decisionEvents } from './decide.ts';

/** Refuses a request of somebody else, which ends it. Who asked is told why. */
export const refuseRequest: Procedure<z.infer<typeof decideInput>, Decided> = {
  name: 'refuse-request',
  permission: 'access.decide',
  input: decideInput,
  records: decisionEvents,
  run: (context, actor, input) => {
    if (input.comment === null || input.comment.length < 10)
      throw new CustodyError('invalid-input', 'Say in at least 10 characters why you refuse.', {
        detail: { comment: 'Say in at least 10 characters why you refuse.' },
      });
    return decide(context, actor, input, 'refuse');
  },
};
