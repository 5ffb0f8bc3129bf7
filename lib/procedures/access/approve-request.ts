import type { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { type Decided, decide, decideInput, decisionEvents } from './decide.ts';

/** Approves a request of somebody else. The last approval that its policy asks for makes the grant. */
export const approveRequest: Procedure<z.infer<typeof decideInput>, Decided> = {
  name: 'approve-request',
  permission: 'access.decide',
  input: decideInput,
  records: decisionEvents,
  run: (context, actor, input) => decide(context, actor, input, 'approve'),
};
