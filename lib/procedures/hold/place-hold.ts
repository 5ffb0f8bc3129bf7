import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { holdTagOf, mostHoldTags } from '../../custody/legal-hold.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { GuardedContainer } from '../../ports/guard-state.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { holdEvent } from './hold-event.ts';

export const placeHoldInput = z.strictObject({
  incidentId: z.uuid(),
  caseReference: z
    .string()
    .trim()
    .max(60, 'Keep the case reference under 60 characters.')
    .refine(
      (text) => holdTagOf(text) !== null,
      'Give a case reference with 3 to 23 letters and digits, such as LIT-2026-044.',
    ),
  reason: reasonSchema,
});

/**
 * Puts an incident's container under a legal hold more. One person may; lifting it takes two. The intent is recorded
 * here, the worker places the hold and records what Azure then says.
 */
export const placeHold: Procedure<z.infer<typeof placeHoldInput>, { readonly actId: string }> = {
  name: 'place-hold',
  permission: 'hold.place',
  input: placeHoldInput,
  records: ['hold.requested'],
  async run({ register }, actor, { incidentId, caseReference, reason }) {
    return await register.record(actor, ['hold.requested'], async (desk) => {
      const { id } = await visibleIncident(desk, actor, incidentId);
      await desk.lockIncident(id);
      const guard = await desk.guardOf(id);
      if (guard === null) throw new CustodyError('not-found', 'There is no such incident.');
      const tag = requireNewTag(guard, caseReference);
      const { container } = guard;
      const act = { kind: 'place-hold', tag, caseReference } as const;
      const { id: actId } = await desk.openGuardAct({ incidentId: id, container, act, reason, actor });
      const detail = { actId, container, tag, caseReference };
      return { events: [holdEvent('hold.requested', id, reason, detail)], result: { actId } };
    });
  },
};

/** Throws `conflict` for a hold that stands or is being placed, and where Azure takes no further one. */
function requireNewTag(guard: GuardedContainer, caseReference: string): string {
  const tag = holdTagOf(caseReference) ?? '';
  const open = guard.acts.filter(({ state }) => state === 'waiting' || state === 'waits-for-controller');
  if (open.some((act) => act.tag === tag))
    throw new CustodyError('conflict', `The hold ${tag} is being placed or lifted already.`);
  const tags = guard.seen?.hold.map((one) => one.tag) ?? [];
  if (tags.includes(tag))
    throw new CustodyError('conflict', `The hold ${tag} stands already. Nothing needs to be done.`);
  if (tags.length + open.filter(({ kind }) => kind === 'place-hold').length >= mostHoldTags)
    throw new CustodyError(
      'conflict',
      `Azure keeps ${mostHoldTags} holds on a container, and this one has them.`,
    );
  return tag;
}
