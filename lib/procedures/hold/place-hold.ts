import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { holdTagOf, mostHoldTags } from '../../custody/legal-hold.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { GuardActRecord, GuardedContainer } from '../../ports/guard-state.ts';
import { stoppedBy } from '../disposal/end-disposal.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';

const mayRecord = ['hold.requested', 'hold.act-failed', 'evidence.disposal-stopped'] as const;

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
  records: [...mayRecord],
  async run({ register }, actor, { incidentId, caseReference, reason }) {
    return await register.record(actor, mayRecord, async (desk) => {
      const { id } = await visibleIncident(desk, actor, incidentId);
      await desk.lockIncident(id);
      const guard = await desk.guardOf(id);
      if (guard === null) throw new CustodyError('not-found', 'There is no such incident.');
      const tag = requireNewTag(guard, caseReference);
      const { container } = guard;
      const kept = await keepLifted(desk, guard, tag);
      const stopped = await stopDisposals(desk, id, tag);
      const act = { kind: 'place-hold', tag, caseReference } as const;
      const { id: actId } = await desk.openGuardAct({ incidentId: id, container, act, reason, actor });
      const detail = { actId, container, tag, caseReference };
      return {
        events: [incidentEvent('hold.requested', id, reason, detail), ...kept, ...stopped],
        result: { actId },
      };
    });
  },
};

/** Throws `conflict` for a hold that stands or is being placed, and where Azure takes no further one. */
function requireNewTag(guard: GuardedContainer, caseReference: string): string {
  const tag = holdTagOf(caseReference) ?? '';
  const open = guard.acts.filter(({ state }) => state === 'waiting' || state === 'waits-for-controller');
  if (open.some((act) => act.tag === tag && act.kind === 'place-hold'))
    throw new CustodyError('conflict', `The hold ${tag} is being placed already.`);
  const tags = guard.seen?.hold.map((one) => one.tag) ?? [];
  if (tags.includes(tag) && liftOf(guard, tag) === undefined)
    throw new CustodyError('conflict', `The hold ${tag} stands already. Nothing needs to be done.`);
  if (tags.length + open.filter(({ kind }) => kind === 'place-hold').length >= mostHoldTags)
    throw new CustodyError(
      'conflict',
      `Azure keeps ${mostHoldTags} holds on a container, and this one has them.`,
    );
  return tag;
}

function liftOf({ acts }: GuardedContainer, tag: string): GuardActRecord | undefined {
  return acts.find((act) => act.tag === tag && act.state === 'waits-for-controller');
}

/** Whoever asks for a hold again takes back that it was to be lifted, while no controller has done so. */
async function keepLifted(desk: RegisterDesk, guard: GuardedContainer, tag: string) {
  const lift = liftOf(guard, tag);
  if (lift === undefined) return [];
  const problem = 'The hold was asked for again before a controller lifted it.';
  await desk.finishGuardAct(lift.id, 'failed', problem);
  const detail = { actId: lift.id, container: guard.container, act: lift.kind, tag, days: null, problem };
  return [incidentEvent('hold.act-failed', guard.incidentId, null, detail)];
}

/** What was to be deleted stays: one that deletes already asks once more before it does, and Azure refuses it besides. */
async function stopDisposals(desk: RegisterDesk, incidentId: string, tag: string) {
  const waiting = await desk.waitingDisposals(incidentId);
  const why = `The legal hold ${tag} was asked for.`;
  const stopped = [];
  for (const disposal of waiting) stopped.push(await stoppedBy(desk, disposal, why));
  return stopped;
}
